public import TautBackoff
public import TautEnvelope
public import TautFraming

/// Something that a session wants done or told; actions are carried out in the order in which they stand.
public enum SessionAction: Sendable {
  // MARK: For the driver

  /// Ask the token provider, and answer with ``Session/receiveToken(_:ticket:at:into:)`` or
  /// ``Session/receiveTokenFailure(_:ticket:at:into:)``.
  case askToken(ticket: UInt64)
  /// Open a connection to the configuration's URL, with this token where there is one.
  case open(LinkID, token: String?)
  /// Send a text message: the bytes of ``SessionOutput/bytes`` in the range.
  case send(Range<Int>, on: LinkID)
  /// Send a ping frame with a payload that carries the number.
  case ping(UInt64, on: LinkID)
  /// Close the connection in order. The session has forgotten the link.
  case close(LinkID, CloseCode, reason: String)
  /// Drop the connection, or give the attempt up, without a word. The session has forgotten the link.
  case abort(LinkID)
  /// Ask over HTTP what a room has after a position, and answer with ``Session/receivePolled(_:ticket:at:into:)``.
  case fetch(ticket: UInt64, room: String, since: SubscribeSince?)

  // MARK: For the application

  /// The phase changed.
  case changed(SessionChange)
  /// A message came. Its parts are slices of the bytes that were passed to the call.
  case deliver(SessionMessage)
  /// A message of the protocol's own came, such as a greeting, an error that answers nothing, or the server's wish to be
  /// left; for whoever wants to know of this type. Its parts are slices of the bytes that were passed to the call.
  case told(SessionMessage)
  /// A request was answered. The message's parts are slices of the bytes that were passed to the call.
  case answered(RequestID, SessionMessage)
  /// A request ended without an answer.
  case failed(RequestID, SessionError)
  /// A message of the queue was handed to a connection and needs no confirmation, or was confirmed by this answer.
  case accepted(MessageID, SessionMessage?)
  /// A message of the queue will not be sent, or was refused.
  case rejected(MessageID, SessionError)
  /// The server granted a subscription.
  case subscribed(SubscriptionID, SubscribeSince, isRecovered: Bool)
  /// A subscription lost messages that nobody can replay.
  case gap(SubscriptionID, SessionGap)
  /// The server refused a subscription, which is over.
  case refused(SubscriptionID, SessionError)
  /// Something worth a line in a log or a figure in a report.
  case note(SessionNote)
}

/// Something that happened and asks for nothing.
///
/// Diagnostics, health and notifications are fed from these and from ``SessionAction/changed(_:)``.
public enum SessionNote: Sendable, Hashable {
  /// An attempt begins.
  case attempting(LinkID)
  /// An attempt failed.
  case attemptFailed(LinkID, SessionError)
  /// A pong came, this long after its ping.
  case roundTrip(Duration)
  /// The server introduced itself; the whole message.
  case hello([UInt8])
  /// The server sent an error that answers no request.
  case serverError(SessionError)
  /// The server sent what is no message of the dialect.
  case invalidMessage(SessionError)
  /// The server announced that it ends the connection, as when it restarts: the attempt after it, and the server's reason.
  ///
  /// The connection lives until the attempt is due or the server ends it.
  case restartAnnounced(BackoffAttempt, reason: String)
  /// A token was sent for renewal.
  case renewing
  /// The provider could not renew the token; it is asked again when half of the time that is left is over.
  case renewalFailed(String)
  /// The server has not answered a subscription to the room for so long; it goes on waiting.
  case unanswered(room: String, Duration)
  /// A room could not be polled.
  case pollFailed(room: String, String)
  /// The program was put to sleep: no attempt begins until it goes on.
  case suspended
  /// The program goes on; an attempt that is waited for begins when its delay is over.
  case resumed
}
