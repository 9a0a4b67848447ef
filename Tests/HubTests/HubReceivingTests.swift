import TautHub
import Testing

@Suite struct HubReceivingTests {
  @Test func `a ping is answered with its payload and its correlation id`() {
    var cluster = HubCluster()
    let client = cluster.open()
    let answer = cluster.ask("ping", #"{"n":1.50}"#, from: client)
    #expect(answer?.type == "pong")
    #expect(answer?.raw("payload") == #"{"n":1.50}"#)
    #expect(answer?.text("correlationId") == "c1")
    #expect(answer?.text("version") == "2.0")
    #expect(answer?.number("ts") == 1_700_000_000_000)
    #expect(answer?.text("meta.source") == "server")
  }

  @Test(arguments: ["7", "null", #""a\u0062""#])
  func `a correlation id is repeated as it is spelled`(id: String) {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.send(#"{"type":"ping","ts":1,"correlationId":\#(id),"version":"2.0","payload":null}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).first?.raw("correlationId") == id)
  }

  @Test(arguments: ["type", "ts", "correlationId", "version", "payload"])
  func `a message without one of the five keys is an invalid envelope, and the connection stays open`(key: String) {
    let parts = [
      "type": #""ping""#, "ts": "1700000000000", "correlationId": #""c9""#, "version": #""2.0""#, "payload": "{}",
    ]
    let members = parts.filter { $0.key != key }.map { #""\#($0.key)":\#($0.value)"# }
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.send("{\(members.joined(separator: ","))}", from: client)
    cluster.settle()
    let answer = cluster.take(client).first
    #expect(answer?.type == "error")
    #expect(answer?.text("payload.message") == "Invalid message envelope")
    #expect(answer?.code == "INVALID_ENVELOPE")
    #expect(answer?.boolean("payload.recoverable") == true)
    #expect(answer?.text("payload.detail") == "\(key) is missing")
    #expect(answer?.text("correlationId") == (key == "correlationId" ? "hub-0-1" : "c9"))
    #expect(cluster.ask("ping", from: client)?.type == "pong")
  }

  @Test func `what is not JSON is an error, and the connection stays open`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.send("hello", from: client)
    cluster.settle()
    #expect(cluster.take(client).first?.code == "INVALID_JSON")
    #expect(cluster.ask("ping", from: client)?.type == "pong")
    #expect(cluster.hubs[0].status().counters.errors == [.invalidJSON: 1])
  }

  @Test func `a correlation id that is too long is not kept`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.send(HubCluster.envelope("ping", "{}", id: String(repeating: "x", count: 300)), from: client)
    cluster.settle()
    let answer = cluster.take(client).first
    #expect(answer?.code == "INVALID_ENVELOPE")
    #expect(answer?.text("payload.detail") == "correlationId is not at most 256 bytes")
    #expect(answer?.text("correlationId") == "hub-0-1")
  }

  @Test func `a long correlation id of an invalid envelope is not repeated either`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.send(#"{"correlationId":"\#(String(repeating: "x", count: 300))"}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).first?.text("correlationId") == "hub-0-1")
  }

  @Test func `an unknown type is an error`() {
    var cluster = HubCluster()
    let client = cluster.open()
    let answer = cluster.ask("get_weather", from: client)
    #expect(answer?.type == "error")
    #expect(answer?.code == "UNKNOWN_TYPE")
    #expect(answer?.text("payload.message") == "there is no request of this type")
    #expect(answer?.boolean("payload.recoverable") == true)
  }

  @Test func `a binary message is an error, and the connection stays open`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.sendBinary(from: client)
    cluster.settle()
    #expect(cluster.take(client).first?.code == "BINARY_UNSUPPORTED")
    #expect(cluster.ask("ping", from: client)?.type == "pong")
  }

  @Test func `a pong needs no answer`() {
    var cluster = HubCluster()
    let client = cluster.open()
    #expect(cluster.ask("pong", from: client) == nil)
  }

  @Test func `disconnect closes`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("disconnect", from: client)
    #expect(cluster.transports[client]?.closed?.code == 1000)
    #expect(cluster.hubs[0].status().connections == 0)
  }

  @Test func `what comes from a connection that is gone is ignored`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.close(client)
    cluster.close(client)
    cluster.request("ping", from: client)
    cluster.sendBinary(from: client)
    cluster.transports[client]!.isBlocked = true
    cluster.transports[client]!.waiting = [[1]]
    cluster.flush(client)
    #expect(cluster.transports[client]?.received.isEmpty == true)
    cluster.send("x", from: HubCluster.Client(loop: 0, slot: 99))
  }

  @Test func `who sends too much is told and closed`() {
    var cluster = HubCluster {
      $0.rateLimit = 10; $0.rateBurst = 3
    }
    let client = cluster.open()
    for _ in 0..<3 { cluster.request("ping", from: client) }
    #expect(cluster.transports[client]?.closed == nil)
    cluster.request("ping", from: client)
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.map(\.type) == ["pong", "pong", "pong", "error"])
    #expect(messages.last?.code == "RATE_LIMIT_EXCEEDED")
    #expect(messages.last?.boolean("payload.recoverable") == false)
    #expect(
      messages.last?.text("payload.message")
        == "more than 10 messages per second, of which large requests count as several")
    #expect(cluster.transports[client]?.closed?.code == 4429)
    #expect(cluster.transports[client]?.closed?.reason == "rate limit exceeded")
  }

  @Test func `messages that the caller handles itself count against the rate too`() {
    var cluster = HubCluster {
      $0.rateLimit = 10; $0.rateBurst = 2
    }
    let client = cluster.open()
    let now = cluster.now
    cluster.request("ping", from: client)
    var output = HubOutput()
    var answers: [Bool] = []
    for _ in 0..<3 { answers.append(cluster.hubs[0].admit(client.slot, at: now, into: &output)) }
    // The first is within the burst, the second closes the connection, and the third has none.
    #expect(answers == [true, false, false] && !output.isEmpty)
    let counters = cluster.hubs[0].status().counters
    #expect(counters.messagesIn == 3 && counters.errors[.rateLimitExceeded] == 1)
  }

  @Test func `binary messages count against the rate too`() {
    var cluster = HubCluster {
      $0.rateLimit = 10; $0.rateBurst = 1
    }
    let client = cluster.open()
    cluster.sendBinary(from: client)
    cluster.sendBinary(from: client)
    #expect(cluster.transports[client]?.closed?.code == 4429)
  }

  @Test func `the rate comes back with time`() {
    var cluster = HubCluster {
      $0.rateLimit = 10; $0.rateBurst = 3
    }
    let client = cluster.open()
    for _ in 0..<5 {
      for _ in 0..<3 { cluster.request("ping", from: client) }
      cluster.advance(by: .milliseconds(300))
    }
    #expect(cluster.transports[client]?.closed == nil)
  }

  @Test func `without a limit nobody is closed`() {
    var cluster = HubCluster { $0.rateLimit = 0 }
    let client = cluster.open()
    for _ in 0..<5_000 { cluster.request("pong", from: client) }
    #expect(cluster.transports[client]?.closed == nil)
  }

  @Test func `messages and bytes are counted`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.send("12345", from: client)
    cluster.sendBinary(from: client)
    let counters = cluster.hubs[0].status().counters
    #expect(counters.messagesIn == 2)
    #expect(counters.bytesIn == 5)
    #expect(counters.messagesOut == 2)
    #expect(counters.connectionsOpened == 1)
  }
}
