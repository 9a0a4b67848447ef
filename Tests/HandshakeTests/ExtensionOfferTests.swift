import Testing

@testable import TautHandshake

@Suite struct ExtensionOfferTests {
  /// The offers in fields with these values, or nil where they break the grammar.
  func offers(_ values: String...) throws -> [ExtensionOffer]? {
    let lines = values.map { "Sec-WebSocket-Extensions: \($0)\r\n" }.joined()
    return try requestHead("GET / HTTP/1.0\r\n\(lines)\r\n")?.fields.extensionOffers()
  }

  @Test func `no field offers nothing`() throws {
    #expect(try offers() == [])
  }

  // RFC 6455, 9.1.
  @Test(arguments: [
    ("foo", [ExtensionOffer("foo")]),
    ("foo, bar; baz=2", [ExtensionOffer("foo"), ExtensionOffer("bar", [.init("baz", "2")])]),
    ("foo;a;b=c", [ExtensionOffer("foo", [.init("a"), .init("b", "c")])]),
    (" foo ; a = \"b\" ,bar", [ExtensionOffer("foo", [.init("a", "b")]), ExtensionOffer("bar")]),
    ("foo; a=\"b\\c\"", [ExtensionOffer("foo", [.init("a", "bc")])]),
    (", foo ,,\t, bar,", [ExtensionOffer("foo"), ExtensionOffer("bar")]),
  ])
  func `extensions have parameters, and those have values`(value: String, expected: [ExtensionOffer]) throws {
    #expect(try offers(value) == expected)
  }

  @Test func `several fields make one list`() throws {
    #expect(
      try offers("foo", "bar; a, baz") == [
        ExtensionOffer("foo"), ExtensionOffer("bar", [.init("a")]), ExtensionOffer("baz"),
      ])
  }

  @Test(arguments: [
    "", ",", "foo bar", "foo;", "foo;;a", "foo; a=", "foo; =a", "foo; a=\"\"", "foo; a=\"b c\"", "foo; a=\"b",
    "foo; a=\"b\\",
    "foo; a=\"b\"c", "(foo)", "foo, \"bar\"", "foo; a=b=c",
  ])
  func `what breaks the grammar is no list`(value: String) throws {
    #expect(try offers(value) == nil)
    #expect(try offers("foo", value) == nil)
  }

  @Test func `an offer is written as it is read`() throws {
    let offer = ExtensionOffer("foo", [.init("a"), .init("b", "c")])
    #expect(offer.description == "foo; a; b=c")
    #expect(try offers(offer.description) == [offer])
  }
}
