import TautBytes
import TautJSON
import Testing

@Suite struct JSONWriterTests {
  /// What `body` writes, as text.
  func written(_ body: (inout JSONWriter) -> Void) -> String {
    var out: [UInt8] = []
    JSONWriter.append(to: &out, body)
    return String(decoding: out, as: UTF8.self)
  }

  @Test func `commas stand between members and elements and nowhere else`() {
    let text = written { json in
      json.beginObject()
      json.member("a", 1)
      json.name("b")
      json.beginArray()
      json.beginObject()
      json.endObject()
      json.beginArray()
      json.endArray()
      json.number(2)
      json.endArray()
      json.member("c", true)
      json.name("d")
      json.null()
      json.endObject()
    }
    #expect(text == #"{"a":1,"b":[{},[],2],"c":true,"d":null}"#)
  }

  @Test func `every kind of member is written`() throws {
    let source = #"{"x\n":1.50}"#
    let (tenth, isOn) = (0.1, false)
    let text = try source.withBytes { bytes in
      let root = try JSONScanner().scan(bytes)
      var members = JSONMembers(of: root)
      let next = members.next(in: bytes)
      let member = try #require(next)
      var writer = JSONWriter()
      writer.beginObject()
      writer.member("string", "é")
      writer.member("integer", Int8.min)
      writer.member("count", UInt64.max)
      writer.member("number", tenth)
      writer.member("boolean", isOn)
      writer.member("span", raw: bytes)
      writer.member("bytes", raw: Array("[ ]".utf8))
      writer.member("slice", member.value, of: bytes)
      writer.member(member, of: bytes)
      writer.member("tree", JSONValue.array([1, nil]))
      writer.name(String("quote\""))
      writer.text("{}")
      writer.endObject()
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    let expected =
      #"{"string":"é","integer":-128,"count":18446744073709551615,"number":0.1,"boolean":false,"span":{"x\n":1.50},"#
      + #""bytes":[ ],"slice":1.50,"x\n":1.50,"tree":[1,null],"quote\"":{}}"#
    #expect(text == expected)
  }

  @Test func `names that are no literals are escaped`() {
    let text = written { json in
      json.beginObject()
      for name in ["\n", "a"] {
        json.member(name, "x")
        json.member(name, Int8(-1))
        json.member(name, UInt8(1))
        json.member(name, 0.5)
        json.member(name, true)
        json.member(name, raw: Array("[]".utf8))
        Array("{}".utf8).withBytes { json.member(name, raw: $0) }
      }
      json.endObject()
    }
    let members = [#""x""#, "-1", "1", "0.5", "true", "[]", "{}"]
    let lines = [#"\n"#, "a"].map { name in members.map { "\"\(name)\":\($0)" }.joined(separator: ",") }
    #expect(text == "{" + lines.joined(separator: ",") + "}")
  }

  @Test func `what a string cannot hold is escaped, and nothing else`() {
    let text = written { $0.string("a\"b\\c/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{10}\u{F}\u{7F}é😀\u{2028}") }
    #expect(text == #""a\"b\\c/\b\f\n\r\t\u0000\u001f\u0010\u000f"# + "\u{7F}é😀\u{2028}\"")
  }

  @Test func `strings of every length around a word are written whole`() {
    for count in 0...40 {
      let plain = String(repeating: "x", count: count)
      #expect(written { $0.string(plain) } == "\"\(plain)\"")
      for position in 0..<count {
        let quoted = String(repeating: "x", count: position) + "\"" + String(repeating: "é", count: count - position)
        #expect(written { $0.string(quoted) } == "\"" + quoted.replacing("\"", with: "\\\"") + "\"")
      }
    }
  }

  @Test func `a short string with two escapes keeps what follows them`() {
    for count in 0...16 {
      let tail = String(repeating: "y", count: count)
      #expect(written { $0.string("\r\n" + tail) } == #""\r\n"# + tail + "\"")
    }
  }

  @Test func `an escaped name or element gets its comma`() {
    let text = written { json in
      json.beginArray()
      json.string("\n")
      json.string("\t")
      json.beginObject()
      json.member("a", 1)
      json.name(String("\n"))
      json.string("")
      json.endObject()
      json.endArray()
    }
    #expect(text == #"["\n","\t",{"a":1,"\n":""}]"#)
  }

  @Test(arguments: [
    (0.1, "0.1"), (1.0, "1.0"), (-0.0, "-0.0"), (1e22, "1e+22"), (.leastNonzeroMagnitude, "5e-324"),
    (.infinity, "null"), (-.infinity, "null"), (.nan, "null"), (1.7976931348623157e308, "1.7976931348623157e+308"),
  ])
  func `a Double is written as shortly as it can be read again`(_ value: Double, _ text: String) {
    #expect(written { $0.number(value) } == text)
  }

  @Test(arguments: [
    (Int64.min, "-9223372036854775808"), (.max, "9223372036854775807"), (0, "0"), (-1, "-1"), (10, "10"),
  ])
  func `integers are written with all their digits`(_ value: Int64, _ text: String) {
    #expect(written { $0.number(value) } == text)
  }

  @Test func `a writer appends to what is there, also when the body throws`() {
    struct Broken: Error {}
    var out = Array("x".utf8)
    JSONWriter.append(to: &out) { $0.number(1) }
    #expect(throws: Broken.self) {
      try JSONWriter.append(to: &out) { json throws(Broken) in
        json.number(2)
        throw Broken()
      }
    }
    #expect(String(decoding: out, as: UTF8.self) == "x12")
    let writer = JSONWriter(appendingTo: out)
    #expect(writer.bytes == out)
  }
}
