import TautAuth
import TautBytes
import TautHandshake
import Testing

@Suite struct PresentedTokenTests {
  private func head(_ target: String, _ fields: String...) throws -> RequestHead {
    let text = "GET \(target) HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    var parser = RequestHeadParser()
    _ = try Array(text.utf8).withBytes { try parser.receive($0) }
    return try #require(parser.head)
  }

  private let jwt = "eyJhbGciOiJIUzI1NiJ9.e30.AA"

  @Test func `a token stands in the query, in Authorization or in a subprotocol`() throws {
    let query = try #require(try PresentedToken.find(in: head("/ws?sport=a&token=a%2Bb")))
    #expect(query.token.text == "a+b" && query.place == .query)
    let field = try #require(try PresentedToken.find(in: head("/ws", "authorization: bearer   abc")))
    #expect(field.token.text == "abc" && field.place == .authorization)
    for offers in ["v2, bearer.\(jwt)", "bearer, \(jwt), v2", "\(jwt), v2", "Bearer.\(jwt)"] {
      let found = try #require(try PresentedToken.find(in: head("/ws", "Sec-WebSocket-Protocol: \(offers)")))
      #expect(found.token.text == jwt && found.place == .subprotocol)
    }
  }

  @Test func `what follows the marker is the token, whatever it is`() throws {
    let found = try #require(try PresentedToken.find(in: head("/ws", "Sec-WebSocket-Protocol: bearer, abc")))
    #expect(found.token.text == "abc")
  }

  @Test(arguments: ["/ws", "/ws?token=", "/ws?token", "/ws?tokens=a", "/ws?token=%FF"])
  func `a request without a token has none`(target: String) throws {
    let head = try head(target, "Authorization: Basic YTpi", "Sec-WebSocket-Protocol: v2, rooms, a.b.c")
    #expect(try PresentedToken.find(in: head) == nil)
  }

  @Test func `the same token may stand in several places`() throws {
    let head = try head("/ws?token=\(jwt)", "Authorization: Bearer \(jwt)", "Sec-WebSocket-Protocol: bearer.\(jwt)")
    #expect(try PresentedToken.find(in: head)?.place == .query)
  }

  @Test func `two different tokens are refused`() throws {
    let places = [
      try head("/ws?token=a", "Authorization: Bearer b"), try head("/ws?token=a&token=b"),
      try head("/ws", "Authorization: Bearer a", "Authorization: Bearer b"),
      try head("/ws?token=a", "Sec-WebSocket-Protocol: bearer.b"),
    ]
    for head in places {
      #expect(throws: TokenRefusal.malformed(.conflict)) { try PresentedToken.find(in: head) }
    }
  }

  @Test(arguments: ["Bearer", "Bearer ", "bearer"])
  func `the scheme without a token is refused`(value: String) throws {
    let head = try head("/ws", "Authorization: \(value)")
    #expect(throws: TokenRefusal.malformed(.emptyCredentials)) { try PresentedToken.find(in: head) }
  }

  @Test func `a subprotocol is a token or is not`() {
    #expect(PresentedToken.token(inSubprotocol: "BEARER.x") == "x")
    #expect(PresentedToken.token(inSubprotocol: jwt) == jwt)
    for name in ["v2", "bearer", "eyJ", "eyJ.a", "graphql.ws.v1"] {
      #expect(PresentedToken.token(inSubprotocol: name) == nil)
    }
  }

  @Test func `what was found prints without the token`() throws {
    let found = try #require(try PresentedToken.find(in: head("/ws?token=\(jwt)")))
    #expect(!"\(found)".contains("eyJ"))
  }
}
