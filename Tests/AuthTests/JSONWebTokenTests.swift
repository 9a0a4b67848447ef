import TautAuth
import TautJSON
import Testing

@Suite struct JSONWebTokenTests {
  private func problem(_ text: String, limit: Int = JSONWebToken.usualLimit) -> MalformedToken? {
    do throws(MalformedToken) {
      _ = try JSONWebToken(text, limit: limit).unverifiedClaims()
      return nil
    } catch {
      return error
    }
  }

  @Test func `a token comes apart into header, payload and signature`() throws {
    let parsed = try JSONWebToken(token(header: #"{"alg":"HS256","kid":"k1","typ":"JWT","x":1}"#))
    #expect(parsed.header.algorithm == .hs256 && parsed.header.keyID == "k1" && !parsed.header.isUnsigned)
    #expect(parsed.header.members["x"] == 1)
    #expect(try parsed.unverifiedClaims().subject == "alice")
    #expect(parsed.signature.last == 7)
    #expect(parsed.signingInput.reversed() + [7] == parsed.signature)
  }

  @Test(arguments: [
    ("", 1), ("a", 1), ("a.b", 2), ("a.b.c.d", 4), ("a.b.c.d.e", 5), (String(repeating: ".", count: 8000), 8001),
  ])
  func `other than three parts are no signed token`(text: String, count: Int) {
    #expect(problem(text) == .parts(count))
  }

  @Test func `a token has at most as many bytes as the limit`() {
    let text = token()
    #expect(problem(text, limit: text.utf8.count) == nil)
    #expect(problem(text, limit: text.utf8.count - 1) == .tooLong(length: text.utf8.count, limit: text.utf8.count - 1))
    #expect(problem(String(repeating: "A", count: 1 << 20)) == .tooLong(length: 1 << 20, limit: 8192))
  }

  @Test(arguments: ["=", "==", "+", "/", " ", "\n", "é", "%3D", "\0"])
  func `a part in another spelling of Base64 is refused`(extra: String) {
    let parts = token().split(separator: ".").map(String.init)
    #expect(problem("\(parts[0])\(extra).\(parts[1]).\(parts[2])") == .encoding(.header))
    #expect(problem("\(parts[0]).\(parts[1])\(extra).\(parts[2])") == .encoding(.payload))
    #expect(problem("\(parts[0]).\(parts[1]).\(parts[2])\(extra)") == .encoding(.signature))
  }

  @Test func `bits behind the last byte are refused, so that a token has one text`() {
    // {} is 0x7B7D: the last digit, 0, has two bits that stand for nothing.
    #expect(problem("\(base64(#"{"alg":"HS256"}"#)).e30.AA") == nil)
    #expect(problem("\(base64(#"{"alg":"HS256"}"#)).e31.AA") == .encoding(.payload))
    #expect(problem("\(base64(#"{"alg":"HS256"}"#)).e30.AB") == .encoding(.signature))
  }

  @Test(arguments: [
    ("", MalformedToken.json(.header, JSONError(.unexpectedEnd, at: 0))),
    ("{", .json(.header, JSONError(.unexpectedEnd, at: 1))),
    ("{} {}", .json(.header, JSONError(.trailingBytes, at: 3))),
    ("[]", .notAnObject(.header)),
    ("null", .notAnObject(.header)),
    (#"{"alg":"HS256","alg":"none"}"#, .duplicateName(.header)),
    (#"{"alg":"HS256","\u0061lg":"none"}"#, .duplicateName(.header)),
    ("{}", .missingAlgorithm),
    (#"{"alg":null}"#, .headerParameter("alg")),
    (#"{"alg":["HS256"]}"#, .headerParameter("alg")),
    (#"{"alg":"HS256","kid":1}"#, .headerParameter("kid")),
    (#"{"alg":"HS256","typ":{}}"#, .headerParameter("typ")),
    (#"{"alg":"HS256","crit":["b64"],"b64":false}"#, .criticalExtension),
    (#"{"alg":"HS256","crit":[]}"#, .criticalExtension),
    (
      #"{"alg":"HS256","x":\#(String(repeating: "[", count: 16))\#(String(repeating: "]", count: 16))}"#,
      .json(.header, JSONError(.tooDeep(limit: 16), at: 34))
    ),
  ])
  func `a header that is not one is refused`(header: String, problem: MalformedToken) {
    #expect(self.problem(token(header: header)) == problem)
  }

  @Test(arguments: [
    ("[]", MalformedToken.notAnObject(.payload)),
    (#"{"sub":"a","sub":"b"}"#, .duplicateName(.payload)),
    (String(repeating: "[", count: 100), .json(.payload, JSONError(.tooDeep(limit: 16), at: 16))),
    ("{\"sub\":\"\u{1}\"}", .json(.payload, JSONError(.controlCharacter, at: 8))),
  ])
  func `a payload that is not one is refused`(claims: String, problem: MalformedToken) {
    #expect(self.problem(token(claims)) == problem)
  }

  @Test func `a payload that is not UTF-8 is refused`() {
    let input = "\(base64(#"{"alg":"HS256"}"#)).\(base64([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]))."
    #expect(problem(input) == .json(.payload, JSONError(.invalidUTF8, at: 2)))
  }

  @Test(arguments: ["none", "None", "NONE", "nOnE", "noNe"])
  func `no signature is seen in every spelling`(name: String) throws {
    let parsed = try JSONWebToken(token(header: #"{"alg":"\#(name)"}"#))
    #expect(parsed.header.isUnsigned && parsed.header.algorithm == nil)
  }

  @Test func `no text about a bad token has a part of it`() {
    let problems: [MalformedToken] = [
      .tooLong(length: 2, limit: 1), .parts(1), .parts(2), .encoding(.header),
      .json(.payload, JSONError(.expectedName, at: 1)),
      .notAnObject(.payload), .duplicateName(.header), .missingAlgorithm, .headerParameter("kid"), .criticalExtension,
      .claim("exp", expected: "a number"), .absentClaim("exp"), .conflict, .emptyCredentials,
    ]
    #expect(
      problems.map(\.description) == [
        "2 bytes exceed the limit of 1", "1 part where a signed token has 3", "2 parts where a signed token has 3",
        "the header is not base64url without padding", "the payload is not JSON: expected a member name at byte 1",
        "the payload is not a JSON object", "the header has two members of one name",
        "the header names no algorithm (alg)", "the header's kid is not a string",
        "the header names critical extensions (crit), and none is understood here", "the claim exp is not a number",
        "the claim exp is required here", "the request carries two different tokens: send one",
        "the Authorization is Bearer without a token",
      ])
  }
}
