import Testing

@testable import tautline

@Suite struct KeyDecoderTests {
  private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

  private func keys(_ bytes: [UInt8]) -> [Key] {
    var decoder = KeyDecoder()
    var keys = bytes.compactMap { decoder.receive($0) }
    if let last = decoder.receiveSilence() { keys.append(last) }
    return keys
  }

  @Test func `plain characters stand for themselves`() {
    #expect(keys("a ~") == [.text("a"), .text(" "), .text("~")])
  }

  @Test func `characters of several bytes arrive whole`() {
    #expect(keys("é漢🎲") == [.text("é"), .text("漢"), .text("🎲")])
  }

  @Test func `bytes that are no character are one unknown key and disturb nothing`() {
    #expect(keys([0xFF, 0x61]) == [.unknown, .text("a")])
    #expect(keys([0xC3, 0x61]) == [.text("a")])
    #expect(keys([0xE2, 0x1B, 0x5B, 0x41]) == [.unknown, .up])
    #expect(keys([0xED, 0xA0, 0x80]) == [.unknown])
  }

  @Test func `control keys keep their letter, and some have names`() {
    #expect(keys("\u{1}\u{5}\u{17}") == [.control("a"), .control("e"), .control("w")])
    #expect(keys("\r\t\u{7F}\u{8}") == [.enter, .tab, .backspace, .backspace])
  }

  @Test(
    arguments: [
      ("[A", .up), ("[B", .down), ("[C", .right), ("[D", .left), ("[H", .home), ("[F", .end), ("OH", .home),
      ("OA", .up), ("[1~", .home), ("[7~", .home), ("[4~", .end), ("[8~", .end), ("[3~", .delete),
      ("[3;5~", .deleteWordAfter), ("[1;5C", .wordRight), ("[1;3D", .wordLeft), ("b", .wordLeft), ("f", .wordRight),
      ("d", .deleteWordAfter), ("\u{7F}", .deleteWordBefore), ("[5~", .unknown), ("[?25h", .unknown), ("x", .unknown),
      ("OZ", .unknown),
    ] as [(String, Key)])
  func `an escape sequence is one key`(sequence: String, key: Key) {
    #expect(keys("\u{1B}\(sequence)z") == [key, .text("z")])
  }

  @Test func `an escape after which nothing comes stands alone`() {
    var decoder = KeyDecoder()
    #expect(decoder.receive(0x1B) == nil)
    #expect(decoder.isUndecided)
    #expect(decoder.receiveSilence() == .escape)
    #expect(decoder.receiveSilence() == nil)
    #expect(decoder.receive(0x61) == .text("a"))
  }

  @Test func `a paste is one key with its line breaks, and escapes in it mean nothing`() {
    #expect(keys("\u{1B}[200~a\r\nb\rc\u{1B}[A\u{1B}[201~x") == [.paste("a\nb\nc\u{1B}[A"), .text("x")])
    #expect(keys("\u{1B}[200~\u{1B}[201~") == [.paste("")])
  }

  @Test func `a sequence that never ends is given up`() {
    #expect(keys("\u{1B}[" + String(repeating: "1", count: 33) + "a") == [.unknown, .text("a")])
  }
}
