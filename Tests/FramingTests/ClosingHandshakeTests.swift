import TautFraming
import Testing

/// RFC 6455, section 7.1.
@Suite struct ClosingHandshakeTests {
  typealias Outcome = ClosingHandshake.Outcome
  let bye = ClosePayload(.normalClosure, reason: "bye")

  @Test func `a server answers a close frame with its code and ends the connection`() {
    var handshake = ClosingHandshake(role: .server)
    #expect(handshake.allowsSending)
    #expect(handshake.receiveClose(.goingAway, reason: "tab closed") == .sendThenEnd(ClosePayload(.goingAway)))
    #expect(handshake.state == .closed)
    #expect(!handshake.allowsSending)
    #expect(handshake.outcome == Outcome(code: .goingAway, reason: "tab closed", isClean: true))
    #expect(handshake.sent == ClosePayload(.goingAway))
    #expect(handshake.receiveEndOfStream() == .none)
  }

  @Test func `a client answers a close frame and waits for the server to end the connection`() {
    var handshake = ClosingHandshake(role: .client)
    #expect(handshake.receiveClose(.serviceRestart, reason: "") == .send(ClosePayload(.serviceRestart)))
    #expect(handshake.state == .closeReceived)
    #expect(!handshake.allowsSending)
    #expect(handshake.receiveEndOfStream() == .end)
    #expect(handshake.state == .closed)
    #expect(handshake.outcome == Outcome(code: .serviceRestart, isClean: true))
  }

  @Test func `a close frame without a code is answered by one without and reported as 1005`() {
    var handshake = ClosingHandshake(role: .server)
    #expect(handshake.receiveClose(nil, reason: "") == .sendThenEnd(ClosePayload()))
    #expect(handshake.outcome == Outcome(code: .noStatusReceived, isClean: true))
  }

  @Test func `a server that begins ends the connection when the answer comes`() {
    var handshake = ClosingHandshake(role: .server)
    #expect(handshake.close(bye) == .send(bye))
    #expect(handshake.state == .closeSent)
    #expect(handshake.outcome == nil)
    #expect(handshake.receiveClose(.normalClosure, reason: "") == .end)
    #expect(handshake.state == .closed)
    #expect(handshake.outcome == Outcome(code: .normalClosure, isClean: true))
    #expect(handshake.sent == bye)
  }

  @Test func `a client that begins waits for the answer and then for the end`() {
    var handshake = ClosingHandshake(role: .client)
    #expect(handshake.close(bye) == .send(bye))
    #expect(handshake.receiveClose(.normalClosure, reason: "") == .none)
    #expect(handshake.state == .closeReceived)
    #expect(handshake.receiveEndOfStream() == .end)
    #expect(handshake.outcome?.isClean == true)
  }

  @Test func `close frames that cross each other make a clean end, and the peer's code is reported`() {
    var handshake = ClosingHandshake(role: .client)
    _ = handshake.close(bye)
    _ = handshake.receiveClose(.goingAway, reason: "me too")
    #expect(handshake.outcome == Outcome(code: .goingAway, reason: "me too", isClean: true))
  }

  @Test func `only the first close frame of each side counts`() {
    for role in Role.allCases {
      var handshake = ClosingHandshake(role: role)
      _ = handshake.close(bye)
      #expect(handshake.close(ClosePayload(.goingAway)) == .none)
      _ = handshake.receiveClose(.normalClosure, reason: "")
      #expect(handshake.receiveClose(.goingAway, reason: "again") == .none)
      #expect(handshake.close(bye) == .none)
      #expect(handshake.outcome == Outcome(code: .normalClosure, isClean: true))
    }
  }

  @Test func `a connection that is lost without a close frame is reported as 1006`() {
    for role in Role.allCases {
      var handshake = ClosingHandshake(role: role)
      #expect(handshake.receiveEndOfStream() == .end)
      #expect(handshake.outcome == Outcome(code: .abnormalClosure, isClean: false))
      #expect(handshake.sent == nil)
    }
  }

  @Test func `a close frame that is never answered leaves an abnormal end`() {
    var handshake = ClosingHandshake(role: .client)
    _ = handshake.close(bye)
    #expect(handshake.receiveEndOfStream() == .end)
    #expect(handshake.outcome == Outcome(code: .abnormalClosure, isClean: false))
    #expect(handshake.sent == bye)
  }

  @Test func `an error is told to the peer and ends the connection`() {
    var handshake = ClosingHandshake(role: .client)
    let payload = ClosePayload(FrameError.maskedFrame)
    #expect(handshake.fail(payload) == .sendThenEnd(payload))
    #expect(handshake.state == .closed)
    #expect(handshake.sent?.code == .protocolError)
    #expect(handshake.outcome == Outcome(code: .abnormalClosure, isClean: false))
  }

  @Test func `an error after our close frame ends the connection without a second one`() {
    var handshake = ClosingHandshake(role: .server)
    _ = handshake.close(bye)
    #expect(handshake.fail(ClosePayload(FrameError.unmaskedFrame)) == .end)
    #expect(handshake.sent == bye)
  }

  @Test func `an error after the peer's close frame means nothing`() {
    for role in Role.allCases {
      var handshake = ClosingHandshake(role: role)
      _ = handshake.receiveClose(.normalClosure, reason: "")
      #expect(handshake.fail(ClosePayload(FrameError.unmaskedFrame)) == .none)
      #expect(handshake.outcome?.isClean == true)
    }
  }
}
