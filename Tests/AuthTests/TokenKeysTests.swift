import TautAuth
import TautJSON
import Testing

@Suite struct TokenKeysTests {
  private func refusal(_ keys: [TokenKey], kid: String?, by key: StubKey) throws -> TokenRefusal? {
    let header = kid.map { #"{"alg":"HS256","kid":"\#($0)"}"# } ?? #"{"alg":"HS256"}"#
    let token = try JSONWebToken(token(header: header, by: key))
    do throws(TokenRefusal) {
      try TokenKeys(keys).verify(token)
      return nil
    } catch {
      return error
    }
  }

  private let old = StubKey(mark: 1)
  private let new = StubKey(mark: 2)

  @Test func `the token's key id finds its key among several`() throws {
    let keys = [TokenKey(old, id: "old"), TokenKey(new, id: "new")]
    #expect(try refusal(keys, kid: "old", by: old) == nil)
    #expect(try refusal(keys, kid: "new", by: new) == nil)
    #expect(try refusal(keys, kid: "old", by: new) == .badSignature)
    #expect(try refusal(keys, kid: "gone", by: old) == .unknownKey)
  }

  @Test func `a token without a key id is tried with every key`() throws {
    let keys = [TokenKey(old, id: "old"), TokenKey(new, id: "new")]
    #expect(try refusal(keys, kid: nil, by: new) == nil)
    #expect(try refusal(keys, kid: nil, by: StubKey(mark: 3)) == .badSignature)
  }

  @Test func `a key without an id is tried for every token`() throws {
    #expect(try refusal([TokenKey(old)], kid: "any", by: old) == nil)
    #expect(try refusal([TokenKey(new, id: "new"), TokenKey(old)], kid: "new", by: old) == nil)
  }

  @Test func `without a key every token is refused`() throws {
    #expect(try refusal([], kid: nil, by: old) == .unknownKey)
    #expect(TokenKeys().isEmpty && TokenKeys([TokenKey(old)]).count == 1)
  }

  @Test func `a token is tried with eight keys at most`() throws {
    let keys = (10..<20).map { TokenKey(StubKey(mark: $0)) }
    #expect(try refusal(keys, kid: nil, by: StubKey(mark: 17)) == nil)
    #expect(try refusal(keys, kid: nil, by: StubKey(mark: 18)) == .badSignature)
  }
}
