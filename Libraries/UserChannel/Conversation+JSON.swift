internal import TautBytes
import TautJSON

extension Conversation {
  private static let mostAttempts: Int64 = 1 << 32

  /// What was said, as JSON for a storage: `{"attempt", "turns": [{"message", "answer"}]}`.
  public var content: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("attempt", attempt)
    json.name("turns")
    json.beginArray()
    for turn in turns {
      json.beginObject()
      json.member("message", turn.message)
      json.member("answer", turn.answer)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes
  }

  /// Reads what ``content`` has written; `nil` for anything else.
  public init?(user: String, name: String, content: [UInt8]) {
    self.init(user: user, name: name)
    let isRead = content.withBytes { read($0) }
    if !isRead { return nil }
  }

  private mutating func read(_ bytes: RawSpan) -> Bool {
    guard let root = try? JSONScanner().scan(bytes),
      let attempt = root.member("attempt", in: bytes)?.int64(in: bytes), (0...Self.mostAttempts).contains(attempt),
      let list = root.member("turns", in: bytes), list.kind == .array
    else { return false }
    self.attempt = Int(attempt)
    var elements = JSONElements(of: list)
    while let element = elements.next(in: bytes) {
      guard let message = element.member("message", in: bytes)?.string(in: bytes),
        let answer = element.member("answer", in: bytes)?.string(in: bytes)
      else { return false }
      turns.append(Question.Turn(message: message, answer: answer))
    }
    return true
  }
}
