import TautEnvelope
import Testing

@Suite struct MessageTypeTests {
  @Test func `every name of the seeds is a constant, and none stands twice`() {
    let names = Set(MessageType.known.map(\.rawValue))
    #expect(names.count == MessageType.known.count)
    let expected = [
      "connect", "disconnect", "ping", "pong", "subscribe", "unsubscribe", "subscription_confirmed",
      "subscription_error",
      "prop_update", "odds_change", "game_update", "notification", "snapshot_request", "snapshot_response",
      "state_sync",
      "error", "reconnect_required", "health_check", "performance_metrics", "get_props", "welcome", "odds_update",
      "prediction_update", "arbitrage_alert", "status", "hello", "event_update", "event_created", "event_deleted",
      "metrics_update", "connection_established", "message_generate", "message_regenerate", "get_pending",
      "pending_check_complete", "ack", "notification_new", "notification_update", "notification_delete",
      "analytics_update",
    ]
    #expect(names == Set(expected))
  }

  @Test func `any other name is a type too`() {
    let type: MessageType = "my_type"
    #expect(type == MessageType("my_type"))
    #expect(type == MessageType(rawValue: "my_type"))
    #expect(type.description == "my_type")
    #expect(type.canonical == type)
  }

  @Test(arguments: [
    (MessageType.oddsChange, MessageType.oddsUpdate), (.oddsUpdate, .oddsUpdate), (.predictionUpdate, .propUpdate),
    (.hello, .welcome), (.connectionEstablished, .welcome), (.ping, .ping),
  ])
  func `names for one idea have one canonical name`(_ type: MessageType, _ canonical: MessageType) {
    #expect(type.canonical == canonical)
  }

  @Test func `the alias table tells all names of an idea`() {
    #expect(NameAliases.keys.all(for: "room") == ["channel", "subscription_type", "room"])
    #expect(NameAliases.keys.all(for: "filters") == ["filters"])
    #expect(NameAliases.keys.canonical("subscription_type") == "channel")
  }
}
