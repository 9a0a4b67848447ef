import TautCommandLine
import Testing

@Suite struct ArgumentReaderTests {
  private func pieces(_ arguments: String...) -> [ArgumentReader.Argument] {
    var reader = ArgumentReader(arguments)
    var pieces = [ArgumentReader.Argument]()
    while let piece = reader.next() { pieces.append(piece) }
    return pieces
  }

  @Test func `words without a dash and a lone dash are operands`() {
    #expect(pieces("a", "-", "") == [.operand("a"), .operand("-"), .operand("")])
  }

  @Test func `a long option may carry its value after an equals sign`() {
    #expect(pieces("--url=ws://a?b=c", "--json") == [.long("url", value: "ws://a?b=c"), .long("json", value: nil)])
    #expect(pieces("--url=") == [.long("url", value: "")])
  }

  @Test func `letters after one dash are options each`() {
    #expect(pieces("-ab", "-c") == [.short("a"), .short("b"), .short("c")])
  }

  @Test func `after two dashes everything is an operand`() {
    #expect(pieces("-a", "--", "-b", "--", "--c") == [.short("a"), .operand("-b"), .operand("--"), .operand("--c")])
  }

  @Test func `a value is the rest of the letters or the next argument`() {
    var reader = ArgumentReader(["-n5", "-n=6", "-n", "7", "--max", "--8"])
    var values = [String?]()
    while reader.next() != nil { values.append(reader.value()) }
    #expect(values == ["5", "6", "7", "--8"])
  }

  @Test func `at the end there is no value`() {
    var reader = ArgumentReader(["--max"])
    _ = reader.next()
    #expect(reader.value() == nil)
  }
}
