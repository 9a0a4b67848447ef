import Glibc
import TautTLS

extension Stream {
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
  func goQuiet() {
    sharing = .none
    unsafe hot.pointee.slots[slot].isDirect = false
  }

  func endTLS() {
    guard let tls, !marks.contains(.handshaking) else { return }
    unsafe sendTurn(and: UnsafeRawBufferPointer(start: nil, count: 0))
    guard slot >= 0 else { return }
    tls.close()
    sendCiphertext()
  }

  func finishClosing() {
    if marks.contains(.closing) { return closeNow(nil) }
    guard tls != nil else { return endDirection() }
    // A peer that is still writing when it reads our close_notify drops what it has read before: let it read first.
    reactor.after(Self.closeNotifyDelay) { [weak self] in self?.endDirection() }
  }

  /// Ends this side's direction; what still comes is read and dropped.
  func endDirection() {
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

  func closeNow(_ error: StreamError?) {
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
