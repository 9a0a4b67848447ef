import TautFraming
import Testing

@Suite struct OpcodeTests {
  @Test func `control frames are those with the fourth bit`() {
    #expect(Opcode.allCases.filter(\.isControl) == [.close, .ping, .pong])
  }

  @Test func `a message begins with the opcode of its kind`() {
    #expect(MessageKind.allCases.map(\.opcode) == [.text, .binary])
  }
}
