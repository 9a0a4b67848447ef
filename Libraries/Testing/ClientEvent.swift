public import TautEnvelope
public import TautNotifications
public import TautSession

/// What a client's session told its application in a simulated network.
public enum ClientEvent: Sendable {
  /// The phase changed.
  case changed(SessionChange)
  /// The session opens a connection, with this token.
  case opening(LinkID, token: String?)
  /// A message of a room came.
  case delivered(SubscriptionID, offset: UInt64, payload: [UInt8])
  /// A request was answered.
  case answered(RequestID)
  /// A request ended without an answer.
  case failed(RequestID, SessionError)
  /// A message was sent, or confirmed.
  case accepted(MessageID)
  /// A message was not sent, or refused.
  case rejected(MessageID, SessionError)
  /// A subscription was granted, at this place of the room.
  case subscribed(SubscriptionID, SubscribeSince)
  /// A subscription lost messages.
  case gap(SubscriptionID, SessionGap)
  /// A subscription was refused.
  case refused(SubscriptionID, SessionError)
  /// The server's announcement arrived that it restarts; the session is handed it next.
  case restartAnnounced
  /// A room is polled over HTTP.
  case polling(room: String)
  /// A poll of a room is over, with an answer or without.
  case polled(room: String)
  /// Something worth a line in a log.
  case note(SessionNote)
  /// What the client's user is shown from now on: the indicator, and the toasts, oldest first.
  case shown(StatusIndicator, [Toast])
}
