import TautBytes
import TautTesting
import Testing

@Suite struct Base64Tests {
  /// RFC 4648, 10.
  static let standard = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: standard)
  func `text is that of RFC 4648`(bytes: String, text: String) {
    #expect(Base64.encode(Array(bytes.utf8).span) == Array(text.utf8))
    #expect(Base64.decode(Array(text.utf8).span) == Array(bytes.utf8))
  }

  @Test(arguments: standard)
  func `the alphabet for addresses has no padding`(bytes: String, text: String) {
    let text = Array(text.utf8.prefix { $0 != UInt8(ascii: "=") })
    #expect(Base64.encode(Array(bytes.utf8).span, alphabet: .urlSafe) == text)
    #expect(Base64.decode(text.span, alphabet: .urlSafe) == Array(bytes.utf8))
  }

  @Test func `the alphabets differ in two digits`() {
    let bytes: [UInt8] = [0xFB, 0xFF]
    #expect(Base64.encode(bytes.span) == Array("+/8=".utf8))
    #expect(Base64.encode(bytes.span, alphabet: .urlSafe) == Array("-_8".utf8))
    #expect(Base64.decode(Array("-_8=".utf8).span) == nil)
    #expect(Base64.decode(Array("+/8".utf8).span, alphabet: .urlSafe) == nil)
  }

  @Test(arguments: Base64.Alphabet.allCases)
  func `what is encoded comes back`(alphabet: Base64.Alphabet) {
    var random = SeededGenerator(seed: 1)
    for count in 0..<100 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      #expect(Base64.decode(Base64.encode(bytes.span, alphabet: alphabet).span, alphabet: alphabet) == bytes)
    }
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Z=g=", "Zg= =", "Zm8=\n", "Zm9v ", "Zh==", "Zm9=",
    "Zm9\u{e9}",
  ])
  func `text that encoding would not write is refused`(text: String) {
    #expect(Base64.decode(Array(text.utf8).span) == nil)
  }

  @Test(arguments: ["Zg==", "Z", "Zh", "Zm9vZ"])
  func `text that encoding for addresses would not write is refused`(text: String) {
    #expect(Base64.decode(Array(text.utf8).span, alphabet: .urlSafe) == nil)
  }
}
