public import TautEventLoop
import TautFraming

extension WebSocket {
  /// Sets the timer for the next look at the silence of the peer.
  func armKeepalive() {
    guard let interval = context.pingInterval else { return stream.cancelTimer() }
    stream.setTimer(after: interval)
  }

  /// Pings a silent peer, gives up one that stays silent, or ends a close handshake that takes too long.
  ///
  /// Traffic only stores the time: the timer is set anew when it fires, not at each message.
  public func streamTimerFired(_ stream: Stream) {
    guard closing.allowsSending else { return stream.close() }
    guard let interval = context.pingInterval else { return }
    if !stream.isReading {
      // Who does not listen cannot tell whether the peer is silent.
      lastReceived = stream.reactor.now
      isAwaitingPong = false
    }
    let silence = stream.reactor.now - lastReceived
    if isAwaitingPong && silence >= context.pingTimeout {
      let payload = ClosePayload(.internalError, reason: "keepalive ping was not answered in time")
      return fail(payload, .silence(silence))
    }
    guard silence >= interval || isAwaitingPong else { return stream.setTimer(after: interval - silence) }
    isAwaitingPong = true
    unsafe sendFrame(.ping, UnsafeRawBufferPointer(start: nil, count: 0))
    stream.setTimer(after: context.pingTimeout)
  }
}
