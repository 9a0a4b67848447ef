import TautEnvelope
import TautHub
import TautRooms
import Testing

/// One hub, five dialects.
@Suite struct HubDialectsTests {
  private static func client(_ dialect: Dialect?, greeting: HubClient.Greeting? = nil) -> HubClient {
    HubClient(id: "me", dialect: dialect, greeting: greeting)
  }

  /// A subscription to a room as a client of the dialect asks for it.
  private static func subscribe(_ dialect: Dialect, _ room: String, _ more: String = "") -> String {
    switch dialect {
    case .v2: HubCluster.envelope("subscribe", #"{"channel":"\#(room)"\#(more)}"#, id: "c")
    case .rooms: #"{"type":"subscribe","subscription_type":"\#(room)","timestamp":"2025-08-14T12:00:00Z"\#(more)}"#
    case .structured: #"{"type":"subscribe","timestamp":"2025-08-15T10:00:00Z","channel":"\#(room)"\#(more)}"#
    case .event: #"{"type":"subscribe","data":{"channel":"\#(room)"\#(more)}}"#
    case .user: #"{"type":"subscribe","room":"\#(room)"\#(more)}"#
    }
  }

  /// Where the content of a message stands, in front of the names of its members.
  private static func content(_ dialect: Dialect) -> String {
    switch dialect {
    case .v2: "payload."
    case .rooms, .event: "data."
    case .structured, .user: ""
    }
  }

  @Test(arguments: 1...3)
  func `a message that is published once reaches the subscribers of all five dialects in their own`(loops: Int) {
    var cluster = HubCluster(loops: loops)
    var clients: [(Dialect, HubCluster.Client)] = []
    for dialect in Dialect.allCases {
      for loop in 0..<loops {
        let client = cluster.open(on: loop, as: Self.client(dialect))
        cluster.send(Self.subscribe(dialect, "mlb"), from: client)
        clients.append((dialect, client))
      }
    }
    cluster.settle()
    for (_, client) in clients { #expect(cluster.take(client).map(\.type) == ["subscription_confirmed"]) }
    cluster.publish(#"{"odds":1.50,"n":1E2}"#, to: "mlb", type: "odds_update")
    cluster.settle()
    for (dialect, client) in clients {
      let messages = cluster.take(client)
      #expect(messages.count == 1)
      let message = messages[0]
      #expect(message.type == "odds_update")
      #expect(message.raw(Self.content(dialect) + "odds") == "1.50")
      #expect(message.raw(Self.content(dialect) + "n") == "1E2")
      let place = dialect == .v2 ? "meta." : ""
      #expect(message.text(place + "room") == "mlb")
      #expect(message.number(place + "offset") == 1)
      #expect(message.text(place + "epoch")?.count == 16)
      if dialect != .v2 { #expect(message.text("timestamp") == "2023-11-14T22:13:20Z") }
    }
    let counters = cluster.hubs.map { $0.status().counters.deliveries }
    #expect(counters.reduce(0, +) == clients.count)
  }

  @Test(arguments: Dialect.allCases)
  func `a confirmation names the room and where it stands`(_ dialect: Dialect) {
    var cluster = HubCluster()
    cluster.publish("1", to: "mlb")
    let client = cluster.open(as: Self.client(dialect))
    cluster.send(Self.subscribe(dialect, "mlb"), from: client)
    cluster.settle()
    let answer = cluster.take(client)[0]
    let content = Self.content(dialect)
    #expect(answer.type == "subscription_confirmed")
    #expect(answer.text(content + "channel") == "mlb")
    #expect(answer.number(content + "offset") == 1)
    #expect(answer.text(content + "epoch")?.count == 16)
    #expect(answer.boolean(content + "recovered") == false)
    guard dialect != .v2 else { return }
    #expect(answer.number("offset") == 1 && answer.text("epoch")?.count == 16)
    #expect((answer.text("data.subscription_type") == "mlb") == (dialect == .rooms))
  }

  @Test(arguments: Dialect.allCases)
  func `what was missed is replayed in the dialect of the connection`(_ dialect: Dialect) {
    var cluster = HubCluster()
    for n in 1...3 { cluster.publish(#"{"n":\#(n)}"#, to: "mlb") }
    let epoch = cluster.hubs[0].rooms().first { $0.name == .mlb }!.position!.epoch
    let client = cluster.open(as: Self.client(dialect))
    cluster.send(Self.subscribe(dialect, "mlb", #","since":{"epoch":"\#(epoch)","offset":1}"#), from: client)
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages[0].boolean(Self.content(dialect) + "recovered") == true)
    #expect(messages.dropFirst().map { $0.number(Self.content(dialect) + "n") } == [2, 3])
  }

  @Test(arguments: Dialect.allCases)
  func `who reads slowly gets what waited in the dialect of the connection`(_ dialect: Dialect) {
    var cluster = HubCluster { $0.backlogLimit = 2_000 }
    let client = cluster.open(as: Self.client(dialect))
    cluster.send(Self.subscribe(dialect, "mlb", #","options":{"policy":"drop_oldest"}"#), from: client)
    cluster.settle()
    _ = cluster.take(client)
    cluster.transports[client]!.isBlocked = true
    cluster.publish(#"{"n":0}"#, to: "mlb")
    cluster.flush(client)
    for n in 1...30 { cluster.publish(#"{"n":\#(n)}"#, to: "mlb") }
    cluster.transports[client]!.isBlocked = false
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.last?.number(Self.content(dialect) + "n") == 30)
    let told = messages.first { $0.type == "messages_dropped" }
    #expect(told?.text(Self.content(dialect) + "channel") == "mlb")
    #expect(told?.number(Self.content(dialect) + "count") ?? 0 > 0)
  }

  @Test func `a filter chooses in every dialect, and unsubscribing ends it`() {
    for dialect in Dialect.allCases {
      var cluster = HubCluster()
      let client = cluster.open(as: Self.client(dialect))
      let subscribe = Self.subscribe(dialect, "mlb", #","filters":{"sport":"MLB","min_profit":2.0}"#)
      cluster.send(subscribe, from: client)
      for payload in [#"{"sport":"MLB","profit":2}"#, #"{"sport":"NBA","profit":9}"#, #"{"sport":"MLB","profit":1}"#] {
        cluster.publish(payload, to: "mlb")
      }
      cluster.settle()
      #expect(cluster.take(client).map(\.type) == ["subscription_confirmed", "odds_update"])
      cluster.send(subscribe.replacing(#""subscribe""#, with: #""unsubscribe""#), from: client)
      cluster.publish(#"{"sport":"MLB","profit":2}"#, to: "mlb")
      cluster.settle()
      #expect(cluster.take(client).map(\.type) == ["unsubscribed"])
    }
  }

  @Test(arguments: Dialect.allCases)
  func `an unknown room is a subscription error that says so, never silence`(_ dialect: Dialect) {
    var cluster = HubCluster()
    let client = cluster.open(as: Self.client(dialect))
    cluster.send(Self.subscribe(dialect, "cricket"), from: client)
    cluster.settle()
    let answer = cluster.take(client)[0]
    #expect(answer.type == "subscription_error")
    #expect(answer.text(Self.content(dialect) + "code") == "UNKNOWN_ROOM")
    if dialect == .rooms || dialect == .event { #expect(answer.text("error") == "there is no room cricket") }
    if dialect == .rooms { #expect(answer.text("status") == "error" && answer.text("client_id") == "me") }
  }

  @Test(arguments: [
    (
      Dialect.rooms, #"{"type":"ping"}"#,
      #"{"type":"pong","status":"success","data":{},"client_id":"me","timestamp":"2023-11-14T22:13:20Z"}"#
    ),
    (
      .structured, #"{"type":"ping","timestamp":"2025-08-15T10:00:00Z","n":1.0,"request_id":"r"}"#,
      #"{"type":"pong","timestamp":"2023-11-14T22:13:20Z","request_id":"r","n":1.0}"#
    ),
    (.structured, #"{"type":"ping"}"#, #"{"type":"pong","timestamp":"2023-11-14T22:13:20Z"}"#),
    (
      .event, #"{"type": "ping", "timestamp": "2025-11-14T17:30:00Z"}"#,
      #"{"type":"pong","timestamp":"2025-11-14T17:30:00Z"}"#
    ),
    (
      .event, #"{"type":"ping","data":[1.50],"correlationId":7}"#,
      #"{"type":"pong","data":[1.50],"timestamp":"2023-11-14T22:13:20Z","correlationId":7}"#
    ),
    (.user, #"{"type":"ping"}"#, #"{"type":"pong","timestamp":"2023-11-14T22:13:20Z"}"#),
  ])
  func `a ping is answered by a pong with what it brought`(_ dialect: Dialect, _ ping: String, _ pong: String) {
    var cluster = HubCluster()
    let client = cluster.open(as: Self.client(dialect))
    cluster.send(ping, from: client)
    cluster.settle()
    #expect(cluster.take(client).map(\.description) == [pong])
  }

  @Test(arguments: Dialect.allCases)
  func `requests about the server are answered in every dialect`(_ dialect: Dialect) {
    var cluster = HubCluster()
    let client = cluster.open(as: Self.client(dialect))
    for type in ["connect", "status", "health_check", "performance_metrics"] {
      let text =
        dialect == .v2
        ? HubCluster.envelope(type, "{}", id: "c") : #"{"type":"\#(type)","timestamp":"2025-08-15T10:00:00Z"}"#
      cluster.send(text, from: client)
      cluster.settle()
      let answer = cluster.take(client)[0]
      #expect(answer.type == type)
      let status = dialect == .rooms && type != "connect" ? "data.status" : Self.content(dialect) + "status"
      #expect(answer.text(status) != nil)
    }
  }

  @Test(arguments: [
    (Dialect.rooms, #"{"type":"get_props","filters":{"sport":"MLB"}}"#, "data."),
    (.event, #"{"type":"get_props","data":{"sport":"MLB"}}"#, "data."),
    (.structured, #"{"type":"get_props","timestamp":"2025-08-15T10:00:00Z","sport":"MLB"}"#, ""),
    (.user, #"{"type":"get_props","sport":"MLB"}"#, ""),
  ])
  func `get_props finds its filter in every dialect`(_ dialect: Dialect, _ request: String, _ content: String) {
    var cluster = HubCluster()
    cluster.publish(#"{"sport":"MLB"}"#, to: "props")
    cluster.publish(#"{"sport":"NBA"}"#, to: "props")
    let client = cluster.open(as: Self.client(dialect))
    cluster.send(request, from: client)
    cluster.settle()
    #expect(cluster.take(client)[0].raw(content + "props") == #"[{"sport":"MLB"}]"#)
  }

  @Test(arguments: [Dialect.rooms, .structured, .event, .user])
  func `what is no message is an error, and the connection stays open`(_ dialect: Dialect) {
    var cluster = HubCluster()
    let client = cluster.open(as: Self.client(dialect))
    for text in ["hello", "[]", "{}", #"{"type":7,"timestamp":0}"#] { cluster.send(text, from: client) }
    cluster.sendBinary(from: client)
    cluster.send(#"{"type":"get_weather","timestamp":"2025-08-15T10:00:00Z"}"#, from: client)
    cluster.send(#"{"type":"ping"}"#, from: client)
    cluster.settle()
    let answers = cluster.take(client)
    #expect(answers.map(\.type) == ["error", "error", "error", "error", "error", "error", "pong"])
    let codes = answers.dropLast().map { $0.text(Self.content(dialect) + "code") }
    let invalid = "INVALID_ENVELOPE"
    #expect(codes == ["INVALID_JSON", invalid, invalid, invalid, "BINARY_UNSUPPORTED", "UNKNOWN_TYPE"])
    if dialect == .rooms || dialect == .event { #expect(answers[0].text("error") == "Invalid JSON") }
  }

  @Test(arguments: [
    (#"{"type":"subscribe","subscription_type":"mlb"}"#, #""status":"success""#),
    (#"{"type":"subscribe","data":{"channel":"mlb"}}"#, #""data":{"channel":"mlb""#),
    (#"{"type":"ping","conversation_uuid":"c"}"#, #"{"type":"pong","timestamp":"#),
    (#"{"type":"ping","timestamp":"2025-11-14T17:30:00Z"}"#, "Invalid message envelope"),
    (#"{"type":"ping","ts":1}"#, "Invalid message envelope"),
  ])
  func `where the route leaves it open the first message chooses, and v2 it is where it does not tell`(
    _ message: String, _ part: String
  ) {
    var cluster = HubCluster()
    let client = cluster.open(as: Self.client(nil))
    cluster.send(message, from: client)
    cluster.send(#"{"type":"ping","data":{}}"#, from: client)
    cluster.settle()
    let answers = cluster.take(client)
    #expect(answers[0].description.contains(part))
    // The choice is made once.
    #expect((answers[1].type == "error") == part.hasPrefix("Invalid"))
  }

  @Test func `who drains asks every client in its dialect to reconnect`() {
    var cluster = HubCluster()
    let clients = Dialect.allCases.map { ($0, cluster.open(as: Self.client($0))) }
    cluster.drain()
    cluster.settle()
    for (dialect, client) in clients {
      let message = cluster.take(client)[0]
      #expect(message.type == "reconnect_required")
      #expect(message.text(Self.content(dialect) + "reason") == "deploy")
      #expect(message.number(Self.content(dialect) + "afterMs") == 2_000)
      #expect(message.number(Self.content(dialect) + "jitterMs") == 500)
    }
  }

  @Test func `a request is answered with its correlation id, and an error is too`() {
    var cluster = HubCluster()
    let client = cluster.open(as: Self.client(.rooms))
    cluster.send(#"{"type":"subscribe","subscription_type":"mlb","correlationId":"c 7"}"#, from: client)
    cluster.send(#"{"type":"x","correlationId":8.0}"#, from: client)
    cluster.send(#"{"type":"","correlationId":9}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).map { $0.raw("correlationId") } == [#""c 7""#, "8.0", "9"])
  }

  @Test func `in version 2 a message of the client's own type is acknowledged`() {
    var cluster = HubCluster()
    let client = cluster.open(as: HubClient(id: "me", dialect: .v2, wantsAcknowledgements: true))
    let answer = cluster.ask("bet_placed", #"{"n":1}"#, from: client)
    #expect(answer?.type == "ack")
    #expect(answer?.text("payload.received") == "bet_placed")
    #expect(cluster.ask("ack", #"{"offset":7}"#, from: client) == nil)
  }
}
