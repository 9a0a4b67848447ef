/// What the caller of a publish recognises the answer by; the hub only carries it.
public struct ReplyToken: Sendable, Hashable {
  /// The caller's number.
  public var rawValue: UInt64

  /// Makes a token with the caller's number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
