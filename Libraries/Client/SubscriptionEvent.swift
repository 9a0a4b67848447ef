public import TautEnvelope
public import TautSession

/// What a subscription is told.
public enum SubscriptionEvent: Sendable {
  /// The server granted it, or granted it again after a reconnect; the room stands there.
  case subscribed(SubscribeSince, isRecovered: Bool)
  /// A message came.
  case message(ClientMessage)
  /// Messages are lost.
  case gap(SessionGap)
  /// The client gave up; what is published from now on comes after the next ``Client/connect()``.
  case interrupted(SessionError)
  /// The server refused it; nothing follows.
  case refused(SessionError)
}
