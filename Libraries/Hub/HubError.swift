import TautEnvelope

/// What a hub answers to a client that did something wrong: the `code` of an `error` or `subscription_error`.
public enum HubError: String, Sendable, Hashable, CaseIterable {
  /// The message is not JSON.
  case invalidJSON = "INVALID_JSON"
  /// The message is not an envelope; it has the message "Invalid message envelope".
  case invalidEnvelope = "INVALID_ENVELOPE"
  /// The dialect has no request of this type.
  case unknownType = "UNKNOWN_TYPE"
  /// The payload does not fit the type.
  case invalidPayload = "INVALID_PAYLOAD"
  /// A binary message; the dialect is text.
  case binaryUnsupported = "BINARY_UNSUPPORTED"
  /// Too many messages in too short a time. The connection is closed.
  case rateLimitExceeded = "RATE_LIMIT_EXCEEDED"
  /// There is no such room.
  case unknownRoom = "UNKNOWN_ROOM"
  /// The filters cannot be understood, or are too large.
  case invalidFilters = "INVALID_FILTERS"
  /// The options cannot be understood.
  case invalidOptions = "INVALID_OPTIONS"
  /// The connection has as many subscriptions as it may have.
  case tooManySubscriptions = "TOO_MANY_SUBSCRIPTIONS"
  /// The client may not do this, or its token does not grant it.
  case notAllowed = "NOT_ALLOWED"
  /// The client unsubscribed before the subscription was confirmed.
  case cancelled = "CANCELLED"
  /// The token of an `authenticate` is not good; the one before still holds.
  case authenticationFailed = "AUTHENTICATION_FAILED"
  /// The connection's token ran out, and no new one came. The connection is closed.
  case tokenExpired = "TOKEN_EXPIRED"
  /// The connection's token was revoked. The connection is closed.
  case tokenRevoked = "TOKEN_REVOKED"

  /// Whether the client can go on with this connection.
  public var isRecoverable: Bool {
    switch self {
    case .rateLimitExceeded, .tokenExpired, .tokenRevoked: false
    default: true
    }
  }
}

extension HubError {
  /// The code for bytes that are no envelope.
  init(_ error: EnvelopeError) {
    switch error.reason {
    case .notJSON: self = .invalidJSON
    case .notAnObject, .missing, .mistyped: self = .invalidEnvelope
    }
  }
}
