import TautFraming
import TautTesting
import Testing

/// Laws that hold for every sequence of messages, however it is framed and however its bytes arrive.
@Suite struct FrameDecoderPropertyTests {
  @Test(arguments: Role.allCases)
  func `messages arrive as they were sent, whatever their fragments and cuts`(role: Role) {
    for seed in 0..<120 as Range<UInt64> {
      var sender = RandomSender(role: role, seed: seed)
      let (sent, bytes) = sender.conversation()
      let received = sender.receive(bytes)
      #expect(received == sent, "seed \(seed)")
    }
  }

  @Test(arguments: Role.allCases)
  func `damaged bytes give the same messages and the same error, however they are cut`(role: Role) {
    for seed in 0..<120 as Range<UInt64> {
      var sender = RandomSender(role: role, seed: seed)
      var bytes = sender.conversation().bytes
      for _ in 0..<3 {
        let place = bytes.indices.randomElement(using: &sender.random)!
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &sender.random)
      }
      var whole = Reader(role)
      whole.receive(bytes)
      let received = sender.receive(bytes)
      #expect(received == whole.received, "seed \(seed)")
    }
  }
}

/// A peer that sends random messages in random frames.
private struct RandomSender {
  let role: Role
  var random: SeededGenerator

  init(role: Role, seed: UInt64) {
    self.role = role
    random = SeededGenerator(seed: seed)
  }

  /// Several messages with control frames among their fragments, and in some cases a close frame at the end.
  mutating func conversation() -> (sent: [Received], bytes: [UInt8]) {
    var sent: [Received] = []
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...6, using: &random) { appendMessage(to: &sent, &bytes) }
    if Bool.random(using: &random) {
      sent.append(.close(.normalClosure, "done"))
      bytes += encode(0x88, [0x03, 0xE8] + Array("done".utf8))
    }
    return (sent, bytes)
  }

  /// Decodes bytes that are cut in random places.
  mutating func receive(_ bytes: [UInt8]) -> [Received] {
    var reader = Reader(role)
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + Int.random(in: 1...200, using: &random))
      reader.receive(bytes[start..<end])
      start = end
    }
    return reader.received
  }

  private mutating func appendMessage(to sent: inout [Received], _ bytes: inout [UInt8]) {
    let isText = Bool.random(using: &random)
    let payload = isText ? text() : [UInt8](repeating: UInt8.random(in: 0...255, using: &random), count: length())
    var rest = payload[...]
    var first: UInt8 = isText ? 0x01 : 0x02
    while Int.random(in: 0..<3, using: &random) > 0 {
      let fragment = rest.prefix(Int.random(in: 0...rest.count, using: &random))
      bytes += encode(first, Array(fragment))
      (rest, first) = (rest.dropFirst(fragment.count), 0x00)
      if Bool.random(using: &random) { appendControlFrame(to: &sent, &bytes) }
    }
    bytes += encode(first | 0x80, Array(rest))
    sent.append(.message(isText ? .text : .binary, payload))
  }

  private mutating func appendControlFrame(to sent: inout [Received], _ bytes: inout [UInt8]) {
    let payload = (0..<Int.random(in: 0...125, using: &random)).map { UInt8($0) }
    let isPing = Bool.random(using: &random)
    sent.append(isPing ? .ping(payload) : .pong(payload))
    bytes += encode(isPing ? 0x89 : 0x8A, payload)
  }

  private mutating func encode(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let key = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
    return frame(first, payload, key: role == .server ? key : nil)
  }

  private mutating func length() -> Int {
    [0, 1, 7, 125, 126, 500, 66_000].randomElement(using: &random)! + Int.random(in: 0...3, using: &random)
  }

  private mutating func text() -> [UInt8] {
    var text = ""
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      text += ["a", "plain words ", "é", "統一", "😀"].randomElement(using: &random)!
    }
    return Array(text.utf8)
  }
}
