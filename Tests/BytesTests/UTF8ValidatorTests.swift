import TautBytes
import TautTesting
import Testing

@Suite struct UTF8ValidatorTests {
  /// Bytes at the borders of every rule.
  static let seconds: [UInt8] = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
  static let others: [UInt8] = [0x7F, 0x80, 0xBF, 0xC0]

  static let sequences: [[UInt8]] = (0...255).flatMap { lead in
    seconds.flatMap { second in
      others.flatMap { third in others.map { [UInt8(lead), second, third, $0] } }
    }
  }

  func isValid(_ bytes: [UInt8]) -> Bool { bytes.withBytes { UTF8Validator.isValid($0) } }

  /// The standard library's judgement, which these tests hold for true.
  func isReallyValid(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  /// Whether some bytes can follow that make it valid.
  func canBecomeValid(_ bytes: [UInt8]) -> Bool {
    let ends: [UInt8] = [0x80, 0x90, 0xA0]
    return isReallyValid(bytes)
      || ends.contains { isReallyValid(bytes + [$0]) || isReallyValid(bytes + [$0, 0x80]) }
      || ends.contains { isReallyValid(bytes + [$0, 0x80, 0x80]) }
  }

  @Test func `every sequence at the border of a rule is judged as the standard library judges it`() {
    for bytes in Self.sequences where isValid(bytes) != isReallyValid(bytes) {
      Issue.record("\(bytes)")
    }
  }

  @Test func `the same sequences are judged in the same way inside of a long text`() {
    for (index, bytes) in Self.sequences.enumerated() where index % 3 == 0 {
      let before = [UInt8](repeating: 0x61, count: index % 19) + [0xC3, 0xBC, 0xF0, 0x9F, 0x98, 0x80]
      let text = before + bytes + [UInt8](repeating: 0x62, count: 40 - index % 19)
      if isValid(text) != isReallyValid(text) { Issue.record("\(bytes) at \(before.count)") }
    }
  }

  @Test func `the first impossible byte is refused when it comes`() {
    for bytes in Self.sequences {
      var validator = UTF8Validator()
      var prefix: [UInt8] = []
      for byte in bytes {
        prefix.append(byte)
        let isAccepted = [byte].withBytes { validator.receive($0) }
        if isAccepted != canBecomeValid(prefix) { Issue.record("\(prefix)") }
        if isAccepted, validator.isComplete != isReallyValid(prefix) { Issue.record("\(prefix) is complete") }
        if !isAccepted { break }
      }
    }
  }

  @Test(arguments: [
    "", "a", "κόσμε", "統一碼聯盟は標準化", "Größe, ¿qué?", "😀😃 \u{10FFFF}\u{0}\u{7F}\u{80}\u{7FF}\u{800}\u{FFFF}",
  ])
  func `a text may be cut anywhere`(text: String) {
    let bytes = Array(text.utf8)
    for repeats in [1, 2, 5, 20] {
      let long = [UInt8]((0..<repeats).map { _ in bytes }.joined())
      for cut in long.indices {
        var validator = UTF8Validator()
        #expect(long.withBytes { validator.receive($0.extracting(..<cut)) })
        #expect(long.withBytes { validator.receive($0.extracting(cut...)) })
        #expect(validator.isComplete)
      }
      #expect(isValid(long))
    }
  }

  @Test func `random bytes in a long text are judged as the standard library judges them`() {
    var random = SeededGenerator(seed: 7)
    let alphabet = Array("aé統😀 z".utf8)
    for _ in 0..<3_000 {
      var bytes: [UInt8] = []
      while bytes.count < 70 {
        bytes += Array(["a", "é", "統", "😀", "plain words "].randomElement(using: &random)!.utf8)
      }
      if Bool.random(using: &random) {
        bytes[bytes.indices.randomElement(using: &random)!] = alphabet.randomElement(using: &random)!
      }
      if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<60, using: &random)) }
      if isValid(bytes) != isReallyValid(bytes) { Issue.record("\(bytes)") }
    }
  }

  @Test func `a text that ends inside of a character is valid so far and not complete`() {
    for length in 1...3 {
      var validator = UTF8Validator()
      let bytes = [UInt8](repeating: 0x61, count: 40) + Array("😀".utf8.prefix(length))
      #expect(bytes.withBytes { validator.receive($0) })
      #expect(!validator.isComplete)
      #expect(!isValid(bytes))
    }
  }

  @Test func `after a refusal nothing is accepted`() {
    var validator = UTF8Validator()
    let bad: [UInt8] = [0xFF]
    let good: [UInt8] = [0x61]
    #expect(bad.withBytes { !validator.receive($0) })
    #expect(good.withBytes { !validator.receive($0) })
    #expect(!validator.isComplete)
  }

  @Test func `ranges of a buffer are judged by themselves`() {
    var bytes: [UInt8] = [0xFF] + Array("Grüße an alle, die das lesen".utf8) + [0xFF]
    let text = 1..<bytes.count - 1
    var validator = UTF8Validator()
    #expect(bytes.withMutableBytes { UTF8Validator.isValid($0, in: text) })
    #expect(bytes.withMutableBytes { !UTF8Validator.isASCII($0, in: text) })
    #expect(bytes.withMutableBytes { UTF8Validator.isASCII($0, in: 1..<3) })
    #expect(bytes.withMutableBytes { UTF8Validator.isASCII($0, in: 8..<text.upperBound) })
    #expect(bytes.withMutableBytes { validator.receive($0, in: text) })
    #expect(bytes.withMutableBytes { !validator.receive($0, in: 0..<1) })
  }
}
