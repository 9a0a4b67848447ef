import CTautLinux
import Glibc
public import TautTLS

/// One connected byte stream on an event loop: TCP, or TLS over TCP.
///
/// What is written in a turn of the loop leaves at its end with one system call. What the kernel does not take goes to
/// a backlog with a limit, and while there is one the stream does not read: a peer that does not take its answers
/// cannot make more of them.
@safe public final class Stream: Source {
  /// The object that is told what happens.
  public var handler: (any StreamHandler)? {
    get { told }
    set { told = newValue }
  }
  // Private, so that no access to it is checked at run time.
  private var told: (any StreamHandler)?

  /// The bytes that may wait to be sent before the stream is closed with ``StreamError/slowReader(size:limit:)``.
  ///
  /// Default: 1 MiB.
  public var backlogLimit = 1 << 20

  @usableFromInline let hot: UnsafeMutablePointer<LoopHot>

  var backlog: Backlog?
  var tls: TLSSession?
  var leftover: UnsafeMutableRawBufferPointer?
  var timer: TimerID?
  var marks: Marks = []

  /// How long a stream that is to be closed waits for the peer to take what was written.
  static let closePatience = Duration.seconds(5)

  /// How long the last words over TLS precede the end of this side's direction.
  static let closeNotifyDelay = Duration.milliseconds(100)

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

  /// Whether received bytes are handed over: the stream is open and reading is not paused.
  public var isReading: Bool { slot >= 0 && marks.isDisjoint(with: [.closing, .finishing, .finished, .paused]) }

  /// Whether bytes wait that the kernel did not take.
  public var isStalled: Bool { marks.contains(.stalled) }

  /// The number of bytes that wait in the backlog.
  public var backlogCount: Int { backlog?.count ?? 0 }

  /// Whether the stream is encrypted.
  public var isSecure: Bool { tls != nil }

  /// The TLS of the stream, or nil.
  public var tlsSession: TLSSession? { tls }

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

  func finishConnecting() {
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

  func updateInterest() {
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

  // MARK: Sending

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
}
