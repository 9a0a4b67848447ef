/// A token as a provider returns it.
public struct SessionToken: Sendable, Hashable {
  /// The token, such as a JWT.
  public var text: String

  /// When it ends, so that it is renewed in time; nil where nobody knows.
  public var expires: ContinuousClock.Instant?

  /// Makes a token.
  public init(_ text: String, expires: ContinuousClock.Instant? = nil) {
    self.text = text
    self.expires = expires
  }
}
