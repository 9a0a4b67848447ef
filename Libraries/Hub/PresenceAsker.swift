/// Who wants to know who is in a room.
enum PresenceAsker: Sendable {
  /// The most members that a client is told at once.
  static let listed = 100

  /// A connection: by a request, or without an id because it has subscribed.
  case client(UInt32, generation: UInt64, channel: String, correlationId: [UInt8])
  /// Whoever recognises the answer by this token.
  case server(ReplyToken)
}
