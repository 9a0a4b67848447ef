/// Decides what users get: what waits for them, on which of their devices, until when, and who answers them.
///
/// A user channel keeps nothing that has to last and waits for nothing: it asks a storage and a generator by
/// ``UserChannelAction``s, and is told what they did. It reads no clock, and sends nothing: pass the time in (milliseconds
/// since 1970) and carry out the actions. One channel serves any number of users; all connections of one user belong to one
/// channel. Connections have numbers of the caller's, each used once.
///
/// ```swift
/// var channel = UserChannel()
/// var output = UserChannelOutput()
/// channel.connect(1, as: DeviceAddress(user: "ada", device: "phone"), at: now, into: &output)
/// // … carry out output.actions, pass requests to receive(…), storage's answers to posted(…), loaded(…), acknowledged(…), recalled(…)
/// ```
///
/// The rules:
/// - Every message is in the inbox before anybody gets it, and the publisher is answered after that.
/// - A connection gets each message once as it comes, and by `get_pending` all that its device has not acknowledged, in
///   their order: by priority, then by age. What becomes durable meanwhile follows after `pending_check_complete`.
/// - What is not acknowledged comes again with each `get_pending`, on whatever connection of the device, until it expires.
public struct UserChannel: Sendable {
  /// What the channel allows.
  public let configuration: UserChannelConfiguration

  var connections: [UInt64: ChannelConnection] = [:]
  /// The connections of each user, the oldest first.
  var users: [String: [UInt64]] = [:]
  var receipts: ReceiptRequests
  var conversations: Conversations
  /// What waits to know what was said: by user and conversation.
  var recalls: [String: [String: Recall]] = [:]
  var generations: [UInt64: Generation] = [:]
  var waiting: [UInt64: Waiting] = [:]
  private var lastTicket: UInt64 = 0

  /// What an answer of the storage is for.
  enum Waiting: Sendable {
    /// A publish, with the token of who asked.
    case publish(UserMessage, user: String, token: UInt64)
    /// The answer of the generator.
    case answer(UserMessage, user: String)
    /// A `get_pending` of a connection.
    case pending(UInt64)
    /// An acknowledgement; the connection may be gone.
    case acknowledgement(id: String, DeviceAddress, UInt64)
    /// What was said in a conversation, for those of ``recalls``.
    case recall(Conversations.Key)
  }

  /// Makes a channel without users.
  public init(configuration: UserChannelConfiguration = UserChannelConfiguration()) {
    self.configuration = configuration
    receipts = ReceiptRequests(limit: configuration.receipts)
    conversations = Conversations(limit: configuration.conversations, bytes: configuration.conversationBytes)
  }

  /// The open connections.
  public var connectionCount: Int { connections.count }

  /// The answers that are being generated.
  public var generationCount: Int { generations.count }

  /// A ticket for a step of the storage, or `nil` where too many are awaited.
  mutating func ticket(for purpose: Waiting) -> UInt64? {
    guard waiting.count < configuration.waiting else { return nil }
    lastTicket += 1
    waiting[lastTicket] = purpose
    return lastTicket
  }
}
