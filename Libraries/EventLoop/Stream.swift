import CTautLinux
import Glibc
import TautTLS

/// One connected byte stream on an event loop: TCP, or TLS over TCP.
///
/// What is written in a turn of the loop leaves at its end with one system call. What the kernel does not take goes to
/// a backlog with a limit, and while there is one the stream does not read: a peer that does not take its answers
/// cannot make more of them.
@safe public final class Stream: Source {
  /// The object that is told what happens.
  public var handler: (any StreamHandler)?

  /// The bytes that may wait to be sent before the stream is closed with ``StreamError/slowReader(size:limit:)``.
  ///
  /// Default: 1 MiB.
  public var backlogLimit = 1 << 20

  @usableFromInline let hot: UnsafeMutablePointer<LoopHot>

  var backlog: Backlog?
  var tls: TLSSession?
  private var leftover: UnsafeMutableRawBufferPointer?
  private var timer: TimerID?
  private var marks: Marks = []

  /// How long a stream that is to be closed waits for the peer to take what was written.
  private static let closePatience = Duration.seconds(5)

  /// How long the last words over TLS precede the end of this side's direction.
  private static let closeNotifyDelay = Duration.milliseconds(100)

  /// The pieces of one gathered write.
  static let maximumPieces = 64

  struct Marks: OptionSet {
    var rawValue: UInt8
    static let connecting = Marks(rawValue: 1)
    static let handshaking = Marks(rawValue: 2)
    /// Reading is paused by the handler.
    static let paused = Marks(rawValue: 4)
    /// Closes once everything is sent.
    static let closing = Marks(rawValue: 8)
    /// Ends this side's direction once everything is sent, then reads to the end and drops what it reads.
    static let finishing = Marks(rawValue: 16)
    static let finished = Marks(rawValue: 32)
    static let peerEnded = Marks(rawValue: 64)
    static let stalled = Marks(rawValue: 128)
  }

  override init(on reactor: Reactor) {
    unsafe hot = reactor.hot
    super.init(on: reactor)
  }

  deinit {
    unsafe leftover?.deallocate()
  }

  // MARK: State

  /// Whether the stream is open for writing.
  public var isOpen: Bool { slot >= 0 && marks.isDisjoint(with: [.closing, .finishing, .finished]) }

  /// Whether bytes wait that the kernel did not take.
  public var isStalled: Bool { marks.contains(.stalled) }

  /// The number of bytes that wait in the backlog.
  public var backlogCount: Int { backlog?.count ?? 0 }

  /// Whether the stream is encrypted.
  public var isSecure: Bool { tls != nil }

  /// The peer's address, or nil when it is not connected.
  public var peerAddress: SocketAddress? { .peer(of: descriptor) }

  /// This side's address, or nil when it is not connected.
  public var localAddress: SocketAddress? { .local(of: descriptor) }

  // MARK: Opening

  /// Begins an accepted stream.
  func begin(descriptor: Int32, tls: TLSSession?) throws(SystemError) {
    self.tls = tls
    if tls != nil { marks.insert(.handshaking) }
    try reactor.register(self, descriptor: descriptor, interest: Readiness.read)
  }

  /// Begins a stream whose connection is being established.
  func beginConnecting(descriptor: Int32, tls: TLSSession?) throws(SystemError) {
    self.tls = tls
    marks.insert(.connecting)
    try reactor.register(self, descriptor: descriptor, interest: Readiness.write)
  }

  private func finishConnecting() {
    let code = taut_socket_error(descriptor)
    guard code == 0 else { return closeNow(.system(SystemError("connect", code: code))) }
    marks.remove(.connecting)
    updateInterest()
    if tls != nil {
      marks.insert(.handshaking)
      advanceHandshake()
    } else {
      handler?.streamConnected(self)
    }
  }

  // MARK: Events

  /// Reads, writes, or fails, as `events` say.
  public override func ready(_ events: UInt32) {
    if marks.contains(.connecting) { return finishConnecting() }
    if events & Readiness.write != 0 { drainBacklog() }
    guard slot >= 0 else { return }
    if interest & Readiness.read != 0 {
      if events & (Readiness.read | Readiness.failure) != 0 { read() }
    } else if events & Readiness.failure != 0 {
      let code = taut_socket_error(descriptor)
      closeNow(.system(SystemError("poll", code: code == 0 ? EPIPE : code)))
    }
  }

  private func updateInterest() {
    var interest: UInt32 = 0
    let quiet: Marks = [.paused, .closing, .peerEnded, .stalled]
    if marks.isDisjoint(with: quiet) || (marks.contains(.finished) && !marks.contains(.peerEnded)) {
      interest |= Readiness.read
    }
    if backlog != nil || marks.contains(.connecting) { interest |= Readiness.write }
    reactor.update(self, interest: interest)
  }

  // MARK: Timer

  /// Sets the stream's one timer to `delay` from now, in place of the one that was set.
  public func setTimer(after delay: Duration) {
    cancelTimer()
    guard slot >= 0 else { return }
    timer = reactor.schedule(self, after: delay)
  }

  /// Cancels the stream's timer.
  public func cancelTimer() {
    if let timer { reactor.cancel(timer) }
    timer = nil
  }

  /// Tells the handler, or ends a stream that lingers.
  public override func timerFired(_ kind: UInt32) {
    timer = nil
    if !marks.isDisjoint(with: [.closing, .finishing, .finished]) {
      closeNow(nil)
    } else {
      handler?.streamTimerFired(self)
    }
  }

  // MARK: Reading

  /// Stops reading until ``resumeReading()``.
  ///
  /// What is in hand is kept.
  public func pauseReading() {
    marks.insert(.paused)
    updateInterest()
  }

  /// Reads again; bytes that were kept while reading was paused are handed over within this turn.
  public func resumeReading() {
    guard marks.contains(.paused) else { return }
    marks.remove(.paused)
    updateInterest()
    if unsafe leftover != nil { reactor.redeliver(self) }
  }

  /// Hands the bytes that were kept to the handler.
  func redeliver() {
    guard slot >= 0, let kept = unsafe leftover, marks.isDisjoint(with: [.paused, .closing]) else { return }
    unsafe leftover = nil
    let area = unsafe tls == nil ? reactor.input : reactor.plaintext
    if kept.count <= area.count {
      unsafe area.baseAddress!.copyMemory(from: kept.baseAddress!, byteCount: kept.count)
      unsafe deliver(UnsafeMutableRawBufferPointer(rebasing: area[..<kept.count]))
    } else {
      unsafe deliver(kept)
    }
    unsafe kept.deallocate()
  }

  private func read() {
    let area = unsafe reactor.input
    let kept = unsafe tls == nil ? putLeftover(in: area) : 0
    let start = max(Reactor.headroom, kept)
    let count = unsafe taut_recv(descriptor, area.baseAddress! + start, area.count - start)
    guard count > 0 else {
      if kept > 0 { unsafe keep(UnsafeMutableRawBufferPointer(rebasing: area[(start - kept)..<start])) }
      return readNothing(count)
    }
    reactor.counters.bytesIn &+= UInt64(count)
    if marks.contains(.finished) { return }  // what comes after this side's end is dropped
    if tls == nil {
      unsafe deliver(UnsafeMutableRawBufferPointer(rebasing: area[(start - kept)..<(start + count)]))
    } else {
      unsafe decrypt(UnsafeRawBufferPointer(rebasing: area[start..<(start + count)]))
    }
  }

  /// Copies what was left over to the end of the headroom (or to the front, when it is longer) and returns its size.
  private func putLeftover(in area: UnsafeMutableRawBufferPointer) -> Int {
    guard let kept = unsafe leftover else { return 0 }
    unsafe leftover = nil
    let start = max(0, Reactor.headroom - kept.count)
    unsafe (area.baseAddress! + start).copyMemory(from: kept.baseAddress!, byteCount: kept.count)
    unsafe kept.deallocate()
    return kept.count
  }

  private func keep(_ bytes: UnsafeMutableRawBufferPointer) {
    guard bytes.count > 0 else { return }
    let old = unsafe leftover?.count ?? 0
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: old + bytes.count, alignment: 8)
    if let before = unsafe leftover {
      unsafe copy.copyMemory(from: UnsafeRawBufferPointer(before))
      unsafe before.deallocate()
    }
    unsafe (copy.baseAddress! + old).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count)
    unsafe leftover = copy
  }

  private func readNothing(_ result: Int) {
    switch Int32(-result) {
    case 0: reachEnd()
    case EAGAIN, EINTR: break
    case let code: closeNow(marks.contains(.finished) ? nil : .system(SystemError("recv", code: code)))
    }
  }

  private func reachEnd() {
    marks.insert(.peerEnded)
    if marks.contains(.finished) || marks.contains(.handshaking) { return closeNow(nil) }
    updateInterest()
    handler?.streamReachedEnd(self)
  }

  /// Hands bytes to the handler, and again to the one that takes its place, and keeps what is not used.
  private func deliver(_ bytes: UnsafeMutableRawBufferPointer) {
    var rest = unsafe bytes
    while rest.count > 0, let current = handler, marks.isDisjoint(with: [.paused, .closing, .finishing, .finished]) {
      let used = unsafe current.stream(self, received: rest)
      unsafe rest = UnsafeMutableRawBufferPointer(rebasing: rest[used...])
      if handler === current { break }
    }
    if slot >= 0, marks.isDisjoint(with: [.closing, .finishing, .finished]) { unsafe keep(rest) }
  }

  // MARK: TLS

  private func decrypt(_ ciphertext: UnsafeRawBufferPointer) {
    guard let tls else { return }
    unsafe tls.feed(ciphertext)
    // Where the stream is closed half way, nobody takes the rest.
    defer { _ = tls.takeUnread() }
    if marks.contains(.handshaking) {
      advanceHandshake()
      if marks.contains(.handshaking) || slot < 0 { return }
    }
    readPlaintext()
  }

  private func advanceHandshake() {
    guard let tls else { return }
    do throws(TLSError) {
      let outcome = try tls.handshake()
      sendCiphertext()
      guard case .done = outcome, slot >= 0 else { return }
      marks.remove(.handshaking)
      handler?.streamConnected(self)
    } catch {
      sendCiphertext()
      closeNow(.tls(error.description))
    }
  }

  private func readPlaintext() {
    let area = unsafe reactor.plaintext
    while slot >= 0, let tls {
      let isPaused = marks.contains(.paused)
      let kept = unsafe isPaused ? 0 : putLeftover(in: area)
      let start = max(Reactor.headroom, kept)
      do throws(TLSError) {
        switch unsafe try tls.read(into: UnsafeMutableRawBufferPointer(rebasing: area[start...])) {
        case .bytes(let count):
          sendCiphertext()  // the buffers are the loop's: what this session has to say must leave before others write
          let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: area[(start - kept)..<(start + count)])
          if isPaused { unsafe keep(bytes) } else { unsafe deliver(bytes) }
        case .wantsMore:
          unsafe keep(UnsafeMutableRawBufferPointer(rebasing: area[(start - kept)..<start]))
          return sendCiphertext()
        case .closed:
          sendCiphertext()
          return reachEnd()
        }
      } catch {
        sendCiphertext()
        return closeNow(.tls(error.description))
      }
    }
  }

  private func sendCiphertext() {
    guard slot >= 0 else { return }
    guard !reactor.tlsBuffers.isEmpty else { return }
    unsafe sendRaw(reactor.tlsBuffers.ciphertext)
    reactor.tlsBuffers.removeCiphertext()
  }

  private func encrypt(_ bytes: UnsafeRawBufferPointer) {
    guard let tls, bytes.count > 0 else { return }
    do throws(TLSError) {
      unsafe try tls.write(bytes)
    } catch {
      reactor.tlsBuffers.removeCiphertext()
      closeNow(.tls(error.description))
    }
  }

  // MARK: Writing

  /// Makes room for `count` bytes in the loop's arena and returns where to write them; ``commit(_:)`` sends them.
  ///
  /// The pointer is valid until the next call of anything on this loop.
  @inlinable public func reserve(_ count: Int) -> UnsafeMutableRawPointer {
    if unsafe hot.pointee.arenaCount + count > hot.pointee.arenaCapacity { makeRoom(count) }
    return unsafe hot.pointee.arena + hot.pointee.arenaCount
  }

  @usableFromInline func makeRoom(_ count: Int) {
    reactor.makeRoom(count)
  }

  /// Sends the first `count` bytes of what ``reserve(_:)`` lent at the end of the turn.
  @inlinable public func commit(_ count: Int) {
    let start = unsafe hot.pointee.arenaCount
    unsafe hot.pointee.arenaCount = start + count
    if slot >= 0 { unsafe hot.pointee.enqueue(slot, start, start + count) }
  }

  /// Sends a copy of `bytes` at the end of the turn.
  public func write(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0, let base = bytes.baseAddress else { return }
    unsafe reserve(bytes.count).copyMemory(from: base, byteCount: bytes.count)
    commit(bytes.count)
  }

  /// Sends `bytes` now, after what was written before, without copying what the kernel takes.
  ///
  /// Worth its system call for large payloads only.
  public func writeThrough(_ bytes: UnsafeRawBufferPointer) {
    guard slot >= 0 else { return }
    unsafe sendTurn(and: bytes)
  }

  /// Sends what was gathered in this turn.
  override func flush() {
    unsafe sendTurn(and: UnsafeRawBufferPointer(start: nil, count: 0))
    guard slot >= 0, backlog == nil else { return }
    if !marks.isDisjoint(with: [.closing, .finishing]) { return finishClosing() }
    unsafe hot.pointee.slots[slot].isDirect = tls == nil && marks.isDisjoint(with: [.connecting, .finished])
  }

  override func flushed(_ result: Int, of bytes: UnsafeRawBufferPointer) {
    guard let taken = took(result) else { return }
    unsafe postpone(UnsafeRawBufferPointer(rebasing: bytes[taken...]))
  }

  private func sendTurn(and extra: UnsafeRawBufferPointer) {
    let record = unsafe hot.pointee.slots[slot]
    let isDirty = record.isDirty
    reactor.forget(slot)
    if tls != nil, !marks.contains(.connecting) {
      if isDirty { unsafe eachRange(record) { unsafe encrypt($0) } }
      unsafe encrypt(extra)
      return sendCiphertext()
    }
    if isDirty, record.firstSegment < 0, extra.count == 0 {
      let start = Int(record.start)
      return unsafe sendRaw(
        UnsafeRawBufferPointer(start: hot.pointee.arena + start, count: Int(record.end) - start))
    }
    let pieces = unsafe reactor.pieces
    var count = 0
    if isDirty {
      unsafe eachRange(record) { range in
        if count == Self.maximumPieces - 1 {
          unsafe sendPieces(pieces, count)
          count = 0
        }
        unsafe pieces[count] = taut_piece(base: range.baseAddress, count: range.count)
        count += 1
      }
    }
    if extra.count > 0 {
      unsafe pieces[count] = taut_piece(base: extra.baseAddress, count: extra.count)
      count += 1
    }
    if count > 0 { unsafe sendPieces(pieces, count) }
  }

  private func eachRange(_ record: Slot, _ body: (UnsafeRawBufferPointer) -> Void) {
    let first = Int(record.start)
    unsafe body(UnsafeRawBufferPointer(start: hot.pointee.arena + first, count: Int(record.end) - first))
    var next = Int(record.firstSegment)
    while next >= 0 {
      let segment = unsafe hot.pointee.segments[next]
      let start = Int(segment.start)
      unsafe body(UnsafeRawBufferPointer(start: hot.pointee.arena + start, count: Int(segment.end) - start))
      next = Int(segment.next)
    }
  }

  private func sendRaw(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0, slot >= 0, let base = bytes.baseAddress else { return }
    if backlog != nil { return unsafe postpone(bytes) }
    let sent = unsafe taut_send(descriptor, base, bytes.count)
    guard let taken = took(sent) else { return }
    if taken < bytes.count { unsafe postpone(UnsafeRawBufferPointer(rebasing: bytes[taken...])) }
  }

  private func sendPieces(_ pieces: UnsafePointer<taut_piece>, _ count: Int) {
    guard slot >= 0 else { return }
    var taken = 0
    if backlog == nil {
      guard let took = unsafe took(taut_send_pieces(descriptor, pieces, count)) else { return }
      taken = took
    }
    for index in 0..<count where slot >= 0 {
      let piece = unsafe UnsafeRawBufferPointer(start: pieces[index].base, count: pieces[index].count)
      if taken >= piece.count {
        taken -= piece.count
      } else {
        unsafe postpone(UnsafeRawBufferPointer(rebasing: piece[taken...]))
        taken = 0
      }
    }
  }

  /// Returns how many bytes the kernel took, or nil when the stream failed.
  private func took(_ result: Int) -> Int? {
    if result >= 0 {
      reactor.counters.bytesOut &+= UInt64(result)
      return result
    }
    let code = Int32(-result)
    if code == EAGAIN || code == EINTR || code == ENOBUFS { return 0 }
    closeNow(.system(SystemError("send", code: code)))
    return nil
  }

  private func postpone(_ bytes: UnsafeRawBufferPointer) {
    if let backlog {
      unsafe backlog.append(bytes)
    } else {
      let backlog = Backlog(capacity: bytes.count)
      unsafe backlog.append(bytes)
      self.backlog = backlog
      marks.insert(.stalled)
      unsafe hot.pointee.slots[slot].isDirect = false
      updateInterest()
      reactor.noteStall(self)
      return
    }
    if backlogCount > backlogLimit { reactor.noteStall(self) }
  }

  /// Tells the handler that bytes wait, or gives the peer up when too many do.
  ///
  /// The loop calls it when nothing is half sent.
  func reportStall() {
    guard slot >= 0, isStalled else { return }
    let size = backlogCount
    if size > backlogLimit { return closeNow(.slowReader(size: size, limit: backlogLimit)) }
    handler?.streamStalled(self)
  }

  private func drainBacklog() {
    guard let backlog else { return }
    let bytes = unsafe backlog.bytes
    guard let taken = unsafe took(taut_send(descriptor, bytes.baseAddress!, bytes.count)) else { return }
    backlog.removeFirst(taken)
    guard backlog.count == 0 else { return }
    self.backlog = nil
    marks.remove(.stalled)
    if !marks.isDisjoint(with: [.closing, .finishing]) { return finishClosing() }
    updateInterest()
    if unsafe leftover != nil { reactor.redeliver(self) }
    handler?.streamDrained(self)
  }

  // MARK: Closing

  /// Closes the stream once everything that was written is sent.
  ///
  /// Nothing more is read.
  public func close() {
    guard slot >= 0, !marks.contains(.closing) else { return }
    if marks.contains(.connecting) { return closeNow(nil) }
    marks.insert(.closing)
    goQuiet()
    setTimer(after: Self.closePatience)
    endTLS()
    guard slot >= 0 else { return }
    updateInterest()
    commit(0)
  }

  /// Ends this side's direction once everything is sent, then waits up to `linger` for the peer to end its own.
  ///
  /// Closing at once would answer bytes that are still under way with a reset, and the peer might lose the last words.
  public func finish(linger: Duration) {
    guard slot >= 0, marks.isDisjoint(with: [.closing, .finishing, .finished]) else { return }
    if marks.contains(.connecting) { return closeNow(nil) }
    if marks.contains(.peerEnded) { return close() }
    marks.insert(.finishing)
    goQuiet()
    setTimer(after: linger)
    guard slot >= 0 else { return }
    commit(0)
  }

  /// Takes no more of what is sent to many, and sees to its last bytes itself.
  private func goQuiet() {
    sharing = .none
    unsafe hot.pointee.slots[slot].isDirect = false
  }

  private func endTLS() {
    guard let tls, !marks.contains(.handshaking) else { return }
    unsafe sendTurn(and: UnsafeRawBufferPointer(start: nil, count: 0))
    guard slot >= 0 else { return }
    tls.close()
    sendCiphertext()
  }

  private func finishClosing() {
    if marks.contains(.closing) { return closeNow(nil) }
    guard tls != nil else { return endDirection() }
    // A peer that is still writing when it reads our close_notify drops what it has read before: let it read first.
    reactor.after(Self.closeNotifyDelay) { [weak self] in self?.endDirection() }
  }

  /// Ends this side's direction; what still comes is read and dropped.
  private func endDirection() {
    guard slot >= 0, marks.contains(.finishing) else { return }
    endTLS()
    guard slot >= 0 else { return }
    marks.remove(.finishing)
    marks.insert(.finished)
    shutdown(descriptor, Int32(SHUT_WR))
    updateInterest()
  }

  /// Closes the stream now and drops what was not sent.
  ///
  /// - Parameters:
  ///   - error: What the handler is told.
  ///   - reset: Whether the peer is told by a reset, which frees the connection at once on both sides.
  public func abort(_ error: StreamError? = nil, reset: Bool = false) {
    guard slot >= 0 else { return }
    if reset {
      var linger = linger(l_onoff: 1, l_linger: 0)
      // The option is a value that the kernel copies.
      unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }
    closeNow(error)
  }

  private func closeNow(_ error: StreamError?) {
    guard slot >= 0 else { return }
    cancelTimer()
    reactor.forget(slot)
    reactor.remove(self)
    backlog = nil
    marks = [.closing]
    let last = handler
    handler = nil
    last?.stream(self, closed: error)
  }
}
