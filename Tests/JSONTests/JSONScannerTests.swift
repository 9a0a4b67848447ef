import TautBytes
import TautJSON
import Testing

@Suite struct JSONScannerTests {
  @Test func `a scan finds the members that the shape names, and the last of two counts`() throws {
    let shape = JSONShape(["type", "correlationId", "a name of more than sixteen bytes", "", "12345678"])
    let text =
      #" {"x":1,"a name of more than sixteen bytes":[1],"type":"a","correlationId":7,"":2,"12345678":3,"t\u0079pe":"b"} "#
    try text.withBytes { bytes in
      var fields = JSONFields()
      let root = try JSONScanner().scan(bytes, for: shape, into: &fields)
      #expect(root.range == 1..<(text.utf8.count - 1))
      #expect(fields[0]?.string(in: bytes) == "b")
      #expect(fields[1]?.int64(in: bytes) == 7)
      #expect(fields[2]?.kind == .array)
      #expect(fields[3]?.int64(in: bytes) == 2)
      #expect(fields[4]?.int64(in: bytes) == 3)
      #expect(fields.unknownCount == 1)
    }
  }

  @Test func `names that differ in one byte are not confused`() throws {
    let name = "a name of more than sixteen bytes"
    let shape = JSONShape([name])
    for position in 0..<name.utf8.count {
      var bytes = Array("{\"\(name)\":1}".utf8)
      bytes[position + 2] ^= 1
      try bytes.withBytes { bytes in
        var fields = JSONFields()
        try JSONScanner().scan(bytes, for: shape, into: &fields)
        #expect(fields[0] == nil)
      }
    }
  }

  @Test func `fields that are used again remember nothing`() throws {
    let shape = JSONShape(["a", "b"])
    var fields = JSONFields()
    for (text, isEmpty) in [(#"{"a":1,"c":2}"#, false), ("[]", true), (#"{"a":1}"#, false), ("{}", true)] {
      try text.withBytes { bytes in _ = try JSONScanner().scan(bytes, for: shape, into: &fields) }
      #expect((fields[0] == nil) == isEmpty)
    }
    #expect(fields.unknownCount == 0)
  }

  @Test func `members of an object inside a message are collected`() throws {
    try #"[{"b":2,"a":1,"b":3},4]"#.withBytes { bytes in
      let root = try JSONScanner().scan(bytes)
      let first = root.element(0, in: bytes)
      let object = try #require(first)
      var fields = JSONFields()
      fields.collect(object, for: JSONShape(["a", "b"]), in: bytes)
      #expect(fields[0]?.int64(in: bytes) == 1)
      #expect(fields[1]?.int64(in: bytes) == 3)
    }
  }

  @Test func `nesting is limited, and the error names the limit`() throws {
    for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
      let deepest = String(repeating: open, count: 64) + "1" + String(repeating: close, count: 64)
      try deepest.withBytes { bytes in _ = try JSONScanner().scan(bytes) }
      let deeper = open + deepest + close
      let error = deeper.withBytes { bytes in
        #expect(throws: JSONError.self) { try JSONScanner().scan(bytes) }
      }
      #expect(error?.description == "nested deeper than 64 levels at byte \(64 * open.utf8.count)")
    }
  }

  @Test func `the depth limit can be set`() throws {
    var scanner = JSONScanner()
    scanner.depthLimit = 0
    let shape = JSONShape(["a"])
    var fields = JSONFields()
    try "1".withBytes { bytes in _ = try scanner.scan(bytes) }
    "{}".withBytes { bytes in
      #expect(throws: JSONError(.tooDeep(limit: 0), at: 0)) { try scanner.scan(bytes) }
      #expect(throws: JSONError(.tooDeep(limit: 0), at: 0)) { try scanner.scan(bytes, for: shape, into: &fields) }
    }
    scanner.depthLimit = JSONScanner.deepestLimit
    let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    try deep.withBytes { bytes in _ = try scanner.scan(bytes) }
  }

  @Test func `a million open brackets end at the limit`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    _ = bytes.withBytes { bytes in
      #expect(throws: JSONError(.tooDeep(limit: 64), at: 64)) { try JSONScanner().scan(bytes) }
    }
  }

  @Test func `a buffer that is lent by pointer is scanned too`() throws {
    // The buffer lives as long as the closure.
    let root = try unsafe Array("[1]".utf8).withUnsafeBytes { try unsafe JSONScanner().scan($0) }
    #expect(root.kind == .array)
  }

  @Test(arguments: [
    (JSONError.Reason.unexpectedEnd, "unexpected end at byte 7"),
    (.expectedValue, "expected a value at byte 7"),
    (.expectedName, "expected a member name at byte 7"),
    (.expectedColon, "expected a colon at byte 7"),
    (.expectedComma, "expected a comma or the end at byte 7"),
    (.trailingBytes, "unexpected text after the value at byte 7"),
    (.invalidNumber, "invalid number at byte 7"),
    (.invalidEscape, "invalid escape at byte 7"),
    (.loneSurrogate, "lone surrogate at byte 7"),
    (.controlCharacter, "unescaped control character at byte 7"),
    (.invalidUTF8, "invalid UTF-8 at byte 7"),
    (.tooDeep(limit: 64), "nested deeper than 64 levels at byte 7"),
    (.tooLong(limit: 10), "longer than 10 bytes at byte 7"),
  ])
  func `an error says in one line what is wrong and where`(_ reason: JSONError.Reason, _ text: String) {
    #expect(JSONError(reason, at: 7).description == text)
  }
}
