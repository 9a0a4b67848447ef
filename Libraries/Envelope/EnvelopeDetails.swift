/// What some dialects say beside the parts of the canonical envelope.
public struct EnvelopeDetails: Sendable, Hashable {
  /// The client that the message goes to; `rooms` writes it as `client_id`, and `null` where it goes to many.
  public var clientID: String?

  /// What went wrong, in a sentence; `rooms` and `event` write it as `error`, and `rooms` sets `status` by it.
  public var error: String?

  /// Whether there is content; `rooms` and `event` leave `data` out without.
  public var hasPayload: Bool

  /// Makes details; without arguments there is nothing to say.
  public init(clientID: String? = nil, error: String? = nil, hasPayload: Bool = true) {
    self.clientID = clientID
    self.error = error
    self.hasPayload = hasPayload
  }
}
