import TautEnvelope
import TautHub
import Testing

@Suite struct HubGreetingTests {
  private func greeted(_ client: HubClient) -> [Received] {
    var cluster = HubCluster()
    let connection = cluster.open(as: client)
    cluster.settle()
    return cluster.take(connection)
  }

  @Test func `hello has every field of the seed, and a timestamp`() {
    let messages = greeted(
      HubClient(
        id: "abc-123", dialect: .structured, greeting: .hello(version: 1, requestID: "r-1"), heartbeat: .seconds(25)))
    let expected =
      #"{"type":"hello","timestamp":"2023-11-14T22:13:20Z","server_time":"2023-11-14T22:13:20Z","accepted_version":1,"#
      + #""features":["heartbeat","structured_messages","error_codes","graceful_reconnect"],"request_id":"r-1","#
      + #""client_id":"abc-123","heartbeat_interval_ms":25000}"#
    #expect(messages.map(\.description) == [expected])
  }

  @Test func `hello of version 2 is an envelope that offers more`() {
    let hello = greeted(HubClient(id: "me", dialect: .v2, greeting: .hello(version: 2, requestID: "r")))[0]
    #expect(hello.type == "hello" && hello.text("version") == "2.0")
    #expect(hello.number("payload.accepted_version") == 2)
    #expect(hello.number("payload.heartbeat_interval_ms") == 0)
    #expect(hello.raw("payload.features")?.contains(#""message_acknowledgments""#) == true)
  }

  @Test func `welcome tells the client its id and the rooms`() {
    let welcome = greeted(
      HubClient(id: "me", dialect: .rooms, user: "ann", greeting: .welcome, heartbeat: .seconds(30)))[0]
    #expect(welcome.type == "welcome" && welcome.text("status") == "success")
    #expect(welcome.text("client_id") == "me" && welcome.text("data.client_id") == "me")
    #expect(welcome.text("data.user") == "ann" && welcome.boolean("data.authenticated") == true)
    #expect(welcome.number("data.heartbeat_interval_ms") == 30_000)
    #expect(welcome.raw("data.rooms")?.contains(#""odds_updates""#) == true)
    let anonymous = greeted(HubClient(id: "me", dialect: .rooms, greeting: .welcome))[0]
    #expect(anonymous.boolean("data.authenticated") == false && anonymous.text("data.user") == nil)
  }

  @Test func `a user's connection is established`() {
    let message = greeted(
      HubClient(id: "me", dialect: .user, user: "u-1", greeting: .connectionEstablished))[0]
    #expect(message.type == "connection_established")
    #expect(message.text("user_uuid") == "u-1" && message.text("client_id") == "me")
    let anonymous = greeted(HubClient(id: "me", dialect: .user, greeting: .connectionEstablished))[0]
    #expect(anonymous.text("user_uuid") == nil)
  }

  @Test func `who has no greeting is not greeted`() {
    #expect(greeted(HubClient(id: "me", dialect: .event)).isEmpty)
  }
}
