import TautFraming
import Testing

@Suite struct CloseCodeTests {
  static let standard: [(CloseCode, UInt16, reconnect: Bool)] = [
    (.normalClosure, 1000, false), (.goingAway, 1001, true), (.protocolError, 1002, false),
    (.unsupportedData, 1003, false), (.noStatusReceived, 1005, true), (.abnormalClosure, 1006, true),
    (.invalidPayload, 1007, false), (.policyViolation, 1008, false), (.messageTooBig, 1009, false),
    (.mandatoryExtension, 1010, false), (.internalError, 1011, true), (.serviceRestart, 1012, true),
    (.tryAgainLater, 1013, true), (.badGateway, 1014, true),
  ]

  static let ours: [(CloseCode, UInt16, reconnect: Bool)] = [
    (.unsupportedProtocolVersion, 4400, false), (.invalidClientRole, 4401, false),
    (.authenticationRequired, 4402, false), (.notAllowed, 4403, false), (.heartbeatTimeout, 4408, true),
    (.replacedByNewerConnection, 4409, false), (.disconnectedByAdministrator, 4410, false),
    (.tokenExpired, 4418, false), (.tokenRevoked, 4419, false), (.rateLimitExceeded, 4429, true),
    (.tooManyConnections, 4430, true), (.serverHandshakeError, 4500, true), (.slowConsumer, 4508, true),
  ]

  @Test(arguments: standard + ours)
  func `a code has its number and says whether to reconnect`(code: CloseCode, number: UInt16, reconnect: Bool) {
    #expect(code.rawValue == number)
    #expect(code == CloseCode(rawValue: number))
    #expect(code.description == "\(number)")
    #expect(code.shouldReconnect == reconnect)
  }

  @Test func `a code of nobody's follows its class`() {
    #expect(!CloseCode(4499).shouldReconnect)
    #expect(CloseCode(4599).shouldReconnect)
    #expect(CloseCode(3000).shouldReconnect)
  }

  @Test func `a close frame may carry what RFC 6455 and its registry define, and the private codes`() {
    let allowed = (0...UInt16.max).filter { CloseCode($0).isAllowedOnWire }
    #expect(allowed == Array(1000...1003) + Array(1007...1014) + Array(3000...4999))
  }
}
