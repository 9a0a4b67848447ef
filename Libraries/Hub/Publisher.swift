/// Who asked for a publish, and where the answer goes.
struct Publisher: Sendable, Hashable {
  /// The caller's token.
  var token: ReplyToken
  /// The loop that the caller is on.
  var loop: Int
}
