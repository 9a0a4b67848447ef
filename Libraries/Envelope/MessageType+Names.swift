/// The types of the v2 dialect.
extension MessageType {
  /// A client introduces itself.
  @inlinable public static var connect: Self { "connect" }

  /// A client takes its leave.
  @inlinable public static var disconnect: Self { "disconnect" }

  /// Asks for a pong.
  @inlinable public static var ping: Self { "ping" }

  /// Answers a ping.
  @inlinable public static var pong: Self { "pong" }

  /// Asks for the messages of a room.
  @inlinable public static var subscribe: Self { "subscribe" }

  /// Asks for no more messages of a room.
  @inlinable public static var unsubscribe: Self { "unsubscribe" }

  /// A subscription is in place.
  @inlinable public static var subscriptionConfirmed: Self { "subscription_confirmed" }

  /// A subscription is refused.
  @inlinable public static var subscriptionError: Self { "subscription_error" }

  /// A proposition changed.
  @inlinable public static var propUpdate: Self { "prop_update" }

  /// Odds changed.
  @inlinable public static var oddsChange: Self { "odds_change" }

  /// A game changed.
  @inlinable public static var gameUpdate: Self { "game_update" }

  /// A text for a person.
  @inlinable public static var notification: Self { "notification" }

  /// Asks for the whole state.
  @inlinable public static var snapshotRequest: Self { "snapshot_request" }

  /// The whole state.
  @inlinable public static var snapshotResponse: Self { "snapshot_response" }

  /// A part of the state.
  @inlinable public static var stateSync: Self { "state_sync" }

  /// A message could not be handled.
  @inlinable public static var error: Self { "error" }

  /// The server asks the client to connect again.
  @inlinable public static var reconnectRequired: Self { "reconnect_required" }

  /// Asks how the server is.
  @inlinable public static var healthCheck: Self { "health_check" }

  /// Figures of the server.
  @inlinable public static var performanceMetrics: Self { "performance_metrics" }

  /// Asks for the propositions of a game.
  @inlinable public static var getProps: Self { "get_props" }
}

/// Further types of the rooms dialect.
extension MessageType {
  /// The first message of a server.
  @inlinable public static var welcome: Self { "welcome" }

  /// Odds changed.
  @inlinable public static var oddsUpdate: Self { "odds_update" }

  /// A prediction changed.
  @inlinable public static var predictionUpdate: Self { "prediction_update" }

  /// An opportunity for arbitrage.
  @inlinable public static var arbitrageAlert: Self { "arbitrage_alert" }

  /// Asks for the state of the connection, or tells it.
  @inlinable public static var status: Self { "status" }
}

/// Further types of the structured dialect.
extension MessageType {
  /// The first message of a server, with what it offers.
  @inlinable public static var hello: Self { "hello" }
}

/// Further types of the event dialect.
extension MessageType {
  /// An event changed.
  @inlinable public static var eventUpdate: Self { "event_update" }

  /// There is a new event.
  @inlinable public static var eventCreated: Self { "event_created" }

  /// An event is gone.
  @inlinable public static var eventDeleted: Self { "event_deleted" }

  /// Figures about the events.
  @inlinable public static var metricsUpdate: Self { "metrics_update" }
}

/// Further types of the user dialect.
extension MessageType {
  /// The first message of a server.
  @inlinable public static var connectionEstablished: Self { "connection_established" }

  /// Asks for an answer to a message.
  @inlinable public static var messageGenerate: Self { "message_generate" }

  /// Asks for another answer.
  @inlinable public static var messageRegenerate: Self { "message_regenerate" }

  /// Asks for what came while the user was away.
  @inlinable public static var getPending: Self { "get_pending" }

  /// All of what came meanwhile was sent.
  @inlinable public static var pendingCheckComplete: Self { "pending_check_complete" }

  /// A message has arrived.
  @inlinable public static var ack: Self { "ack" }

  /// There is a new notification.
  @inlinable public static var notificationNew: Self { "notification_new" }

  /// A notification changed.
  @inlinable public static var notificationUpdate: Self { "notification_update" }

  /// A notification is gone.
  @inlinable public static var notificationDelete: Self { "notification_delete" }

  /// Figures for the user.
  @inlinable public static var analyticsUpdate: Self { "analytics_update" }
}

extension MessageType {
  /// All types that have a constant.
  public static let known: [MessageType] = [
    .connect, .disconnect, .ping, .pong, .subscribe, .unsubscribe, .subscriptionConfirmed, .subscriptionError,
    .propUpdate, .oddsChange, .gameUpdate, .notification, .snapshotRequest, .snapshotResponse, .stateSync, .error,
    .reconnectRequired, .healthCheck, .performanceMetrics, .getProps, .welcome, .oddsUpdate, .predictionUpdate,
    .arbitrageAlert, .status, .hello, .eventUpdate, .eventCreated, .eventDeleted, .metricsUpdate,
    .connectionEstablished, .messageGenerate, .messageRegenerate, .getPending, .pendingCheckComplete, .ack,
    .notificationNew, .notificationUpdate, .notificationDelete, .analyticsUpdate,
  ]
}
