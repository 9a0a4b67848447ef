import TautEventLoop
public import TautFraming

extension WebSocket {
  /// Begins the close handshake (RFC 6455, 7.1.2).
  ///
  /// Messages that arrive before the peer's answer are still handed over.
  public func close(_ code: CloseCode = .normalClosure, reason: String = "") {
    perform(closing.close(ClosePayload(code, reason: reason)))
  }

  /// Begins the close handshake with a close frame that carries neither code nor reason.
  public func closeWithoutCode() {
    perform(closing.close(ClosePayload()))
  }

  /// Fails the connection over what the peer did: sends `payload` and ends the stream, without waiting for an answer.
  public func fail(_ payload: ClosePayload, _ error: EndingError? = nil) {
    self.error = self.error ?? error
    let action = closing.fail(payload)
    if case .sendThenEnd(let payload) = action {
      send(payload)
      // The peer may still be sending; closing at once would reset the connection and the close frame with it.
      return stream.finish(linger: context.linger)
    }
    perform(action)
  }

  /// Ends the connection at once, without a close frame.
  public func abort() {
    stream.abort()
  }

  func perform(_ action: ClosingHandshake.Action) {
    switch action {
    case .none: break
    case .send(let payload):
      send(payload)
      stream.setTimer(after: context.closeTimeout)
    case .sendThenEnd(let payload):
      send(payload)
      stream.close()
    case .end:
      stream.close()
    }
  }

  private func send(_ payload: ClosePayload) {
    stream.sharing = .none  // RFC 6455, 5.5.1: nothing after a close frame
    unsafe payload.encoded.withUnsafeBytes { unsafe sendFrame(.close, $0) }
  }
}
