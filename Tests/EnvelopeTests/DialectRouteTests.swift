import TautEnvelope
import Testing

@Suite struct DialectRouteTests {
  @Test(arguments: [
    ("ws://h:8000/ws", Dialect.v2), ("ws://h", .v2), ("", .v2), ("wss://h/ws/me", .v2),
    ("ws://h/ws/v2/connect?token=x", .rooms), ("ws://h/ws/v2/sport/MLB", .rooms), ("wss://h/behind/ws/v2/odds", .rooms),
    ("ws://h/ws/client?client_id=a", .structured), ("ws://h/ws/client", .structured),
    ("ws://h/ws/client?client_id=a&version=2", .v2), ("ws://h/ws/client?client_id=a&version=1", .structured),
    ("ws://h/ws/events", .event), ("ws://h/ws/events?token=x", .event),
    ("ws://h/ws/user/6f9619ff-8b86-d011-b42d-00c04fc964ff", .user), ("ws://h/ws?next=/ws/v2/x", .v2),
  ])
  func `a URL tells the dialect by its route`(url: String, dialect: Dialect) {
    #expect(Dialect.spoken(at: url) == dialect)
  }

  @Test func `a greeting tells the dialect by its name`() {
    #expect(Dialect.greeting(with: "welcome") == .rooms)
    #expect(Dialect.greeting(with: "hello") == .structured)
    #expect(Dialect.greeting(with: "connection_established") == .user)
    #expect(Dialect.greeting(with: "odds_update") == nil)
  }
}
