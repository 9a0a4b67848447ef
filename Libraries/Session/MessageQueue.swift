/// The messages that wait for a connection, or for the server to confirm them, in their order.
struct MessageQueue: Sendable {
  struct Entry: Sendable {
    let id: MessageID
    let type: String
    let payload: [UInt8]
    /// Whether it is kept, and sent again on the next link, until the server has answered.
    let isConfirmed: Bool
    var isSent = false

    var size: Int { type.utf8.count + payload.count }
  }

  private(set) var entries: [Entry] = []
  private(set) var bytes = 0
  private var ever: UInt64 = 0

  var count: Int { entries.count }

  func fits(_ size: Int, messages: Int, bytes limit: Int) -> Bool {
    entries.count < messages && bytes + size <= limit
  }

  mutating func append(_ type: String, _ payload: [UInt8], isConfirmed: Bool) -> MessageID {
    let entry = Entry(id: makeID(), type: type, payload: payload, isConfirmed: isConfirmed)
    entries.append(entry)
    bytes += entry.size
    return entry.id
  }

  /// A number that no message has.
  mutating func makeID() -> MessageID {
    ever += 1
    return MessageID(rawValue: ever)
  }

  /// The next message that was not sent on the present link; it is taken for sent.
  mutating func next() -> Entry? {
    guard let index = entries.firstIndex(where: { !$0.isSent }) else { return nil }
    let entry = entries[index]
    if entry.isConfirmed { entries[index].isSent = true } else { remove(at: index) }
    return entry
  }

  /// Takes out the message with a number, if it is there.
  mutating func remove(_ id: MessageID) -> Entry? {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return nil }
    return remove(at: index)
  }

  /// Takes out all messages.
  mutating func removeAll() -> [Entry] {
    let all = entries
    entries = []
    bytes = 0
    return all
  }

  /// All that is not confirmed has to be sent again.
  mutating func forgetLink() {
    for index in entries.indices { entries[index].isSent = false }
  }

  @discardableResult
  private mutating func remove(at index: Int) -> Entry {
    let entry = entries.remove(at: index)
    bytes -= entry.size
    return entry
  }
}
