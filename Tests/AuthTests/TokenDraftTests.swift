import TautAuth
import TautJSON
import Testing

@Suite struct TokenDraftTests {
  @Test func `a draft that is signed is a token`() throws {
    var draft = TokenDraft(algorithm: .hs256, keyID: "k", claims: ["sub": "alice"])
    draft.claims["rooms"] = ["mlb"]
    let text = draft.signed(with: StubKey().sign(draft.signingInput, by: .hs256)!)
    let parsed = try JSONWebToken(text)
    #expect(parsed.header.members == ["alg": "HS256", "typ": "JWT", "kid": "k"])
    #expect(try validator().validate(text, at: noon).principal.rooms.allow("mlb"))
  }

  @Test func `a header has a key id only where there is one`() {
    #expect(TokenDraft(algorithm: .edDSA).header == ["alg": "EdDSA", "typ": "JWT"])
  }

  @Test func `algorithms print as their names`() {
    #expect(SignatureAlgorithm.allCases.map(\.description).contains("PS256"))
  }
}
