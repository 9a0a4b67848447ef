/// An answer that is being generated.
struct Generation: Sendable {
  /// The request's type, which the parts and the answer have too.
  var type: String
  var question: Question
  /// The id of the message that the answer will be.
  var messageID: String
  /// The request's correlation id as JSON, or empty.
  var correlationID: [UInt8]
  /// Who asked, for errors.
  var connection: UInt64
  /// When it is cancelled, in milliseconds since 1970.
  var deadline: Int64
  var text = ""
  var parts = 0
  /// Whether the answer was cut off where it became too long.
  var isCut = false

  var key: Conversations.Key { Conversations.Key(user: question.user, conversation: question.conversation) }
}
