import CTautLinux
import Glibc

extension Stream {
  /// Makes room for `count` bytes in the loop's arena and returns where to write them; ``commit(_:)`` sends them.
  ///
  /// The pointer is valid until the next call of anything on this loop.
  @inlinable public func reserve(_ count: Int) -> UnsafeMutableRawPointer {
    if unsafe hot.pointee.arena.count + count > hot.pointee.arena.capacity { makeRoom(count) }
    return unsafe hot.pointee.arena.memory + hot.pointee.arena.count
  }

  @usableFromInline func makeRoom(_ count: Int) {
    reactor.makeRoom(count)
  }

  /// Sends the first `count` bytes of what ``reserve(_:)`` lent at the end of the turn.
  @inlinable public func commit(_ count: Int) {
    let start = unsafe hot.pointee.arena.count
    unsafe hot.pointee.arena.count = start + count
    if slot >= 0 { unsafe hot.pointee.enqueue(slot, LoopHot.arenaIndex, start, start + count) }
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

  func sendTurn(and extra: UnsafeRawBufferPointer) {
    let record = unsafe hot.pointee.slots[slot]
    let isDirty = record.isDirty
    reactor.forget(slot)
    if tls != nil, !marks.contains(.connecting) {
      if isDirty { unsafe eachRange(record) { unsafe encrypt($0) } }
      unsafe encrypt(extra)
      return sendCiphertext()
    }
    if isDirty, record.firstSegment < 0, extra.count == 0 {
      return unsafe sendRaw(hot.pointee.bytes(record.area, record.start, record.end))
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

  func eachRange(_ record: Slot, _ body: (UnsafeRawBufferPointer) -> Void) {
    unsafe body(hot.pointee.bytes(record.area, record.start, record.end))
    var next = Int(record.firstSegment)
    while next >= 0 {
      let segment = unsafe hot.pointee.segments[next]
      unsafe body(hot.pointee.bytes(segment.area, segment.start, segment.end))
      next = Int(segment.next)
    }
  }

  func sendRaw(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0, slot >= 0, let base = bytes.baseAddress else { return }
    if backlog != nil { return unsafe postpone(bytes) }
    let sent = unsafe taut_send(descriptor, base, bytes.count)
    guard let taken = took(sent) else { return }
    if taken < bytes.count { unsafe postpone(UnsafeRawBufferPointer(rebasing: bytes[taken...])) }
  }

  func sendPieces(_ pieces: UnsafePointer<taut_piece>, _ count: Int) {
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
  func took(_ result: Int) -> Int? {
    if result >= 0 {
      reactor.counters.bytesOut &+= UInt64(result)
      return result
    }
    let code = Int32(-result)
    if code == EAGAIN || code == EINTR || code == ENOBUFS { return 0 }
    closeNow(.system(SystemError("send", code: code)))
    return nil
  }

  func postpone(_ bytes: UnsafeRawBufferPointer) {
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

  func drainBacklog() {
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
}
