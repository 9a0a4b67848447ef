import TautBytes
import TautJSON
import Testing

/// RFC 8259 by example, after the cases of Nicolas Seriot's JSONTestSuite.
@Suite struct JSONConformanceTests {
  static let accepted: [String] = [
    "0", "-0", "-1", "1", "10", "1234567890123456789012345678901234567890", "0.5", "-0.5", "1.0", "1.50", "0e0", "0E+5",
    "1e5", "1E-5", "1.5e+300", "1e400", "-0.0e-0", "5e-324", " 1 ", "\t\r\n 1\n",
    "true", "false", "null", " null ",
    #""""#, #""a""#, #"" ""#, #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9\u00E9\uABCD""#, #""\ud83d\ude00""#,
    #""\uD834\uDD1E\u0041""#, #""é€😀""#, "\"\u{7F}\"", "\"\u{2028}\u{2029}\u{FEFF}\u{FFFF}\u{10FFFF}\"",
    #""a string of more than sixteen bytes, with an escape \n and text after it""#, #""// no comment /* here""#,
    "[]", "[ ]", "[\n]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[],[[]]]", #"["",{},[],null,true,false,0]"#, "[1\n,2]",
    "{}", "{ }", #"{"":0}"#, #"{"a":1,"b":2}"#, #"{ "a" : 1 , "b" : 2 }"#, #"{"a":1,"a":2}"#, #"{"\u0061":{"b":[]}}"#,
    #"{"a":{"b":{"c":[{"d":null}]}}}"#,
  ]

  static let refused: [(text: String, reason: JSONError.Reason, offset: Int)] = [
    ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("\u{FEFF}1", .expectedValue, 0),
    ("tru", .unexpectedEnd, 3), ("trux", .expectedValue, 0), ("True", .expectedValue, 0), ("nul", .unexpectedEnd, 3),
    ("falsy", .expectedValue, 0), ("nulll", .trailingBytes, 4), ("NaN", .expectedValue, 0),
    ("Infinity", .expectedValue, 0),
    ("-", .unexpectedEnd, 1), ("+1", .expectedValue, 0), ("01", .invalidNumber, 1), ("-01", .invalidNumber, 2),
    ("1.", .unexpectedEnd, 2), (".5", .expectedValue, 0), ("1.e5", .invalidNumber, 2), ("1e", .unexpectedEnd, 2),
    ("1e+", .unexpectedEnd, 3), ("1ex", .invalidNumber, 2), ("-x", .invalidNumber, 1), ("1.5.6", .trailingBytes, 3),
    ("0x10", .trailingBytes, 1), ("1 2", .trailingBytes, 2), ("-Infinity", .invalidNumber, 1),
    ("1_000", .trailingBytes, 1),
    ("\"", .unexpectedEnd, 1), ("\"abc", .unexpectedEnd, 4), ("\"a\u{1F}\"", .controlCharacter, 2),
    ("\"\n\"", .controlCharacter, 1), ("\"12345678\u{0}\"", .controlCharacter, 9), ("'a'", .expectedValue, 0),
    (#""\x""#, .invalidEscape, 1), (#""\"#, .unexpectedEnd, 2), (#""\u"#, .unexpectedEnd, 3),
    (#""\u12"#, .unexpectedEnd, 5), (#""\u12g4""#, .invalidEscape, 1), (#""ab\U0041""#, .invalidEscape, 3),
    (#""\ud800""#, .loneSurrogate, 1), (#""\udc00""#, .loneSurrogate, 1), (#""\ud800\n""#, .loneSurrogate, 1),
    (#""\ud800\ud800""#, .loneSurrogate, 1), (#""\ud800\u12"#, .unexpectedEnd, 11), (#""\ud800"#, .loneSurrogate, 1),
    ("[", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("[1,]", .expectedValue, 3),
    ("[,1]", .expectedValue, 1), ("[1 2]", .expectedComma, 3), ("[1}", .expectedComma, 2), ("]", .expectedValue, 0),
    ("[1]]", .trailingBytes, 3), ("[1],", .trailingBytes, 3), ("[1:2]", .expectedComma, 2),
    ("[1,,2]", .expectedValue, 3),
    ("{", .unexpectedEnd, 1), (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5),
    (#"{"a":1"#, .unexpectedEnd, 6),
    (#"{"a":1,"#, .unexpectedEnd, 7), (#"{"a":1,}"#, .expectedName, 7), (#"{"a" 1}"#, .expectedColon, 5),
    (#"{a:1}"#, .expectedName, 1), (#"{1:1}"#, .expectedName, 1), (#"{"a":}"#, .expectedValue, 5),
    ("{,}", .expectedName, 1),
    (#"{"a":1 "b":2}"#, .expectedComma, 7), (#"{"a":1]"#, .expectedComma, 6), (#"{"a"::1}"#, .expectedValue, 5),
    (#"{"a":1}//"#, .trailingBytes, 7), ("/*c*/1", .expectedValue, 0), (#"{"a":01}"#, .invalidNumber, 6),
    (#"{"a\q":1}"#, .invalidEscape, 3), ("}", .expectedValue, 0),
  ]

  static let brokenUTF8: [(bytes: [UInt8], offset: Int)] = [
    ([0x80], 1), ([0xBF], 1), ([0xC0, 0x80], 1), ([0xC1, 0xBF], 1), ([0xC2], 1), ([0xC2, 0x20], 1),
    ([0xE0, 0x9F, 0xBF], 1),
    ([0xE2, 0x82], 1), ([0xE2, 0x28, 0xA1], 1), ([0xE2, 0x82, 0x28], 1), ([0xED, 0xA0, 0x80], 1),
    ([0xF0, 0x8F, 0xBF, 0xBF], 1),
    ([0xF0, 0x9F, 0x98], 1), ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF5, 0x80, 0x80, 0x80], 1), ([0xFF], 1),
    ([0x61, 0x62, 0xFE], 3),
    ([0xF1, 0x80, 0x80, 0x20], 1), ([0xF3, 0x80, 0xC0, 0x80], 1),
  ]

  /// Scans the text, and scans it as the payload of a shape: both have one grammar.
  func verdict(_ bytes: [UInt8]) -> Result<JSONSlice, JSONError> {
    bytes.withBytes { bytes in
      var fields = JSONFields()
      let plain = Result { () throws(JSONError) in try JSONScanner().scan(bytes) }
      let shaped = Result { () throws(JSONError) in
        try JSONScanner().scan(bytes, for: JSONShape(["a"]), into: &fields)
      }
      #expect(plain == shaped)
      return plain
    }
  }

  @Test(arguments: accepted) func `what RFC 8259 allows is accepted`(_ text: String) throws {
    let root = try verdict(Array(text.utf8)).get()
    let trimmed = text.drop { $0.isWhitespace }
    #expect(root.range.lowerBound == text.utf8.count - trimmed.utf8.count)
  }

  @Test(arguments: refused)
  func `what RFC 8259 forbids is refused at the byte where it is`(
    _ text: String, _ reason: JSONError.Reason, _ offset: Int
  ) {
    #expect(verdict(Array(text.utf8)) == .failure(JSONError(reason, at: offset)), "\(text)")
  }

  @Test(arguments: brokenUTF8) func `what is not UTF-8 is refused`(_ bytes: [UInt8], _ offset: Int) {
    let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
    #expect(verdict(quoted) == .failure(JSONError(.invalidUTF8, at: offset)))
  }

  @Test func `every text that is cut off is refused`() {
    let text = #" {"a":[1.5e+3,true,null,"x\u00e9\ud83d\ude00é"],"b":{"c":-0.25}}"#
    let bytes = Array(text.utf8)
    for count in 0..<bytes.count {
      guard case .failure = verdict(Array(bytes[..<count])) else {
        Issue.record("accepted after \(count) bytes")
        continue
      }
    }
  }
}
