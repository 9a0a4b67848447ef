import TautAuth
import Testing

@Suite struct JSONWebKeySetTests {
  private func set(_ text: String) throws(JSONWebKeyError) -> JSONWebKeySet {
    try JSONWebKeySet(parsing: Array(text.utf8))
  }

  @Test func `what is understood is read, and what is not is told`() throws {
    let set = try set(#"{"keys":[{"kty":"new"},{"kty":"oct","k":"AQ","kid":"a"},7,{"kty":"oct"}],"more":1}"#)
    #expect(set.keys == [JSONWebKey(id: "a", material: .secret([1]))])
    #expect(set.skipped.map(\.position) == [0, 2, 3])
    #expect(set.skipped.map(\.error) == [.unsupportedKind, .notAnObject, .missing("k")])
  }

  @Test func `one key alone is a set of one`() throws {
    #expect(try set(#"{"kty":"oct","k":"AQ"}"#).keys.count == 1)
    #expect(throws: JSONWebKeyError.missing("k")) { try set(#"{"kty":"oct"}"#) }
  }

  @Test(arguments: ["[]", "{}", #"{"keys":{}}"#])
  func `another value is no set`(text: String) {
    #expect(throws: JSONWebKeyError.notASet) { try set(text) }
  }

  @Test func `what is not JSON, too long or too many is refused`() {
    #expect(throws: JSONWebKeyError.json("unexpected end at byte 1")) { try set("{") }
    let length = JSONWebKeySet.maximumLength + 1
    #expect(throws: JSONWebKeyError.tooLong(length: length, limit: length - 1)) {
      try set(String(repeating: " ", count: length))
    }
    let keys = Array(repeating: "1", count: 257).joined(separator: ",")
    #expect(throws: JSONWebKeyError.tooManyKeys(count: 257, limit: 256)) { try set("{\"keys\":[\(keys)]}") }
  }
}
