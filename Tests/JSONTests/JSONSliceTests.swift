import TautBytes
import TautJSON
import Testing

@Suite struct JSONSliceTests {
  /// Scans `text` and lends the slice of the whole value.
  func withSlice(_ text: String, _ body: (JSONSlice, RawSpan) throws -> Void) throws {
    try text.withBytes { bytes in try body(try JSONScanner().scan(bytes), bytes) }
  }

  @Test(arguments: [
    (#""""#, ""), (#""plain""#, "plain"), (#""a\"b\\c\/d\b\f\n\r\te""#, "a\"b\\c/d\u{8}\u{C}\n\r\te"),
    (#""\u0041é\u20ac\ud83d\ude00""#, "Aé€😀"), (#""\u0000""#, "\0"), (#""x\n""#, "x\n"), (#""\nx""#, "\nx"),
  ])
  func `a string is read with its escapes resolved, and compared without being read`(_ text: String, _ value: String)
    throws
  {
    try withSlice(text) { slice, bytes in
      #expect(slice.string(in: bytes) == value)
      for (other, isEqual) in [
        (value, true), (value + "x", false), ("x" + value, false), (String(value.dropLast()), value.isEmpty),
      ] {
        let verdict = slice.equals(other, in: bytes)
        #expect(verdict == isEqual, "\(other)")
      }
    }
  }

  @Test func `texts are compared as code points`() throws {
    try withSlice(#""\u00e9""#) { slice, bytes in
      let composed = slice.equals("\u{E9}", in: bytes)
      let decomposed = slice.equals("e\u{301}", in: bytes)
      #expect(composed && !decomposed)
    }
  }

  @Test(arguments: ["1", "true", "null", "[]", "{}"])
  func `what is not a string has no text and equals none`(_ text: String) throws {
    try withSlice(text) { slice, bytes in
      #expect(slice.string(in: bytes) == nil)
      let equalsItself = slice.equals(text, in: bytes)
      #expect(!equalsItself)
    }
  }

  @Test(arguments: [
    ("0", 0), ("-0", 0), ("-1", -1), ("1700000000000", 1_700_000_000_000),
    ("999999999999999999", 999_999_999_999_999_999),
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("9223372036854775808", nil),
    ("-9223372036854775809", nil), ("1.0", nil), ("1e3", nil), (#""1""#, nil), ("12345678901234567890123", nil),
  ])
  func `a number that is spelled as an integer and fits is one`(_ text: String, _ value: Int64?) throws {
    try withSlice(text) { slice, bytes in #expect(slice.int64(in: bytes) == value) }
  }

  @Test(arguments: [
    "0", "-0", "1", "-1.5", "0.1", "0.3", "123.456", "9007199254740993", "9007199254740992.5", "1e22", "1e23", "1E-7",
    "5e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "123456789012345678901234567890",
    "0.000000000000000001",
    "-110.25", "179769313486231570000000000000000000000e-20",
  ])
  func `a number is read as the nearest Double`(_ text: String) throws {
    try withSlice(text) { slice, bytes in
      let found = slice.double(in: bytes)
      let value = try #require(found)
      #expect(value.bitPattern == Double(text)?.bitPattern)
    }
  }

  @Test(arguments: ["1e400", "-1e999", #""1""#, "null"]) func `what is beyond every Double has no value`(_ text: String)
    throws
  {
    try withSlice(text) { slice, bytes in #expect(slice.double(in: bytes) == nil) }
  }

  @Test func `literals are told apart`() throws {
    try withSlice("[true,false,null]") { slice, bytes in
      var elements = JSONElements(of: slice)
      #expect(elements.next(in: bytes)?.boolean(in: bytes) == true)
      #expect(elements.next(in: bytes)?.boolean(in: bytes) == false)
      let next = elements.next(in: bytes)
      let null = try #require(next)
      #expect(null.isNull)
      #expect(null.boolean(in: bytes) == nil)
      #expect(elements.next(in: bytes) == nil)
      #expect(elements.next(in: bytes) == nil)
    }
  }

  @Test func `a slice is passed on as it is spelled`() throws {
    try withSlice(#" {"a" : [1.50, 1E+2 ,"\u0041"] } "#) { slice, bytes in
      let found = slice.member("a", in: bytes)
      let array = try #require(found)
      #expect(String(decoding: array.copy(in: bytes), as: UTF8.self) == #"[1.50, 1E+2 ,"\u0041"]"#)
      #expect(array.byteCount == array.range.count)
    }
  }

  @Test func `a path leads to a value inside`() throws {
    try withSlice(#"{"player":{"name":"x","stats":[{"hits":1},{"hits":2,"hits":3}]},"a.b":4}"#) { slice, bytes in
      #expect(slice.value(at: "player.stats.1.hits", in: bytes)?.int64(in: bytes) == 3)
      #expect(slice.value(at: JSONPath(names: ["a.b"]), in: bytes)?.int64(in: bytes) == 4)
      #expect(slice.value(at: JSONPath(names: []), in: bytes) == slice)
      for path: JSONPath in ["player.age", "player.name.x", "player.stats.2", "player.stats.x", "a.b", ""] {
        #expect(slice.value(at: path, in: bytes) == nil)
      }
    }
  }

  @Test func `the members of what is no object and the elements of what is no array are none`() throws {
    try withSlice("7") { slice, bytes in
      var members = JSONMembers(of: slice)
      var elements = JSONElements(of: slice)
      #expect(members.next(in: bytes) == nil)
      #expect(elements.next(in: bytes) == nil)
    }
  }

  @Test func `a slice that meets other bytes ends its walk`() throws {
    try withSlice(#"{"a":[1,2,3]}"#) { slice, bytes in
      "             ".withBytes { other in
        var members = JSONMembers(of: slice)
        #expect(members.next(in: other) == nil)
        #expect(slice.value(at: "a.1", in: other) == nil)
      }
    }
  }
}
