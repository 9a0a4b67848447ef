import CTautLinux
import Glibc

extension Stream {
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

  func read() {
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
  func putLeftover(in area: UnsafeMutableRawBufferPointer) -> Int {
    guard let kept = unsafe leftover else { return 0 }
    unsafe leftover = nil
    let start = max(0, Reactor.headroom - kept.count)
    unsafe (area.baseAddress! + start).copyMemory(from: kept.baseAddress!, byteCount: kept.count)
    unsafe kept.deallocate()
    return kept.count
  }

  func keep(_ bytes: UnsafeMutableRawBufferPointer) {
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

  func readNothing(_ result: Int) {
    switch Int32(-result) {
    case 0: reachEnd()
    case EAGAIN, EINTR: break
    case let code: closeNow(marks.contains(.finished) ? nil : .system(SystemError("recv", code: code)))
    }
  }

  func reachEnd() {
    marks.insert(.peerEnded)
    if marks.contains(.finished) || marks.contains(.handshaking) { return closeNow(nil) }
    updateInterest()
    handler?.streamReachedEnd(self)
  }

  /// Hands bytes to the handler, and again to the one that takes its place, and keeps what is not used.
  func deliver(_ bytes: UnsafeMutableRawBufferPointer) {
    var rest = unsafe bytes
    while rest.count > 0, let current = handler, marks.isDisjoint(with: [.paused, .closing, .finishing, .finished]) {
      let used = unsafe current.stream(self, received: rest)
      unsafe rest = UnsafeMutableRawBufferPointer(rebasing: rest[used...])
      if handler === current { break }
    }
    if slot >= 0, marks.isDisjoint(with: [.closing, .finishing, .finished]) { unsafe keep(rest) }
  }
}
