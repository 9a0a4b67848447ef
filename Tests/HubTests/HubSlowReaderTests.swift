import TautHub
import TautRooms
import Testing

@Suite struct HubSlowReaderTests {
  /// A cluster in which a client has subscribed to `mlb` with a policy and then reads nothing.
  private func fixture(
    _ options: String, limit: Int = 1_000, chunk: Int = 64 << 10
  ) -> (HubCluster, HubCluster.Client) {
    var cluster = HubCluster {
      $0.backlogLimit = limit
      $0.drainChunk = chunk
    }
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb","options":\#(options)}"#, from: client)
    cluster.settle()
    _ = cluster.take(client)
    cluster.transports[client]!.isBlocked = true
    cluster.publish(#"{"n":0}"#, to: "mlb")
    cluster.settle()
    return (cluster, client)
  }

  private func publish(_ numbers: ClosedRange<Int>, in cluster: inout HubCluster) {
    for number in numbers { cluster.publish(#"{"n":\#(number),"key":\#(number % 2)}"#, to: "mlb") }
  }

  private func unblock(_ client: HubCluster.Client, in cluster: inout HubCluster) -> [Received] {
    cluster.transports[client]!.isBlocked = false
    cluster.settle()
    return cluster.take(client)
  }

  @Test func `what is published while the transport is stalled waits and then leaves in order`() {
    var (cluster, client) = fixture("{}")
    publish(1...3, in: &cluster)
    #expect(cluster.transports[client]!.waiting.count == 1)
    #expect(cluster.hubs[0].status().stalledConnections == 1)
    #expect(cluster.hubs[0].status().waitingBytes > 300)
    #expect(unblock(client, in: &cluster).compactMap(\.offset) == [1, 2, 3, 4])
    #expect(cluster.hubs[0].status().stalledConnections == 0)
    #expect(cluster.hubs[0].status().waitingBytes == 0)
    publish(4...4, in: &cluster)
    #expect(cluster.transports[client]!.waiting.count == 1)
  }

  @Test func `by default a reader that is too slow is closed, and others are not`() {
    var (cluster, client) = fixture("{}")
    let other = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: other)
    publish(1...10, in: &cluster)
    #expect(cluster.transports[client]?.closed?.code == 4508)
    #expect(cluster.transports[client]?.closed?.reason == "more than 1000 bytes are waiting")
    #expect(cluster.transports[client]!.waiting.count == 1)
    cluster.settle()
    #expect(cluster.take(other).compactMap(\.offset).count == 10)
    let counters = cluster.hubs[0].status().counters
    #expect(counters.drops.disconnected == 1)
    #expect(cluster.hubs[0].status().connections == 1)
  }

  @Test func `the oldest are dropped, and the subscriber is told which`() {
    var (cluster, client) = fixture(#"{"policy":"drop_oldest"}"#)
    publish(1...10, in: &cluster)
    let messages = unblock(client, in: &cluster)
    let kept = messages.dropFirst(2).compactMap(\.offset)
    #expect(messages[0].offset == 1)
    #expect(messages[1].type == "messages_dropped")
    #expect(messages[1].text("payload.channel") == "mlb")
    #expect(messages[1].text("payload.subscription") == "s1")
    #expect(messages[1].number("payload.from") == 2)
    #expect(messages[1].number("payload.to") == kept[0] - 1)
    #expect(messages[1].number("payload.count") == kept[0] - 2)
    #expect(kept == Array(kept[0]...11))
    #expect(cluster.hubs[0].status().counters.drops.oldest == Int(kept[0] - 2))
  }

  @Test func `of each key the latest is kept`() {
    var (cluster, client) = fixture(#"{"conflate":"key"}"#)
    publish(1...10, in: &cluster)
    let messages = unblock(client, in: &cluster)
    #expect(messages.compactMap(\.offset) == [1, 10, 11])
    #expect(messages[1].number("payload.count") == 8)
    #expect(cluster.hubs[0].status().counters.drops.superseded == 8)
  }

  @Test func `without a key the latest of all is kept`() {
    var (cluster, client) = fixture(#"{"policy":"latest"}"#)
    publish(1...10, in: &cluster)
    #expect(unblock(client, in: &cluster).compactMap(\.offset) == [1, 11])
  }

  @Test func `the policy can be changed by subscribing again`() {
    var (cluster, client) = fixture(#"{"policy":"disconnect"}"#)
    cluster.request("subscribe", #"{"channel":"mlb","options":{"policy":"drop_oldest"}}"#, from: client)
    publish(1...10, in: &cluster)
    #expect(cluster.transports[client]?.closed == nil)
  }

  @Test func `what waits leaves in pieces`() {
    var (cluster, client) = fixture("{}", limit: 10_000, chunk: 300)
    publish(1...20, in: &cluster)
    cluster.transports[client]!.isBlocked = false
    cluster.flush(client)
    #expect(cluster.transports[client]!.awaitsDrain)
    #expect(cluster.transports[client]!.waiting.count == 2)
    // The reader is slow again: what waits in the hub stays there.
    cluster.transports[client]!.isBlocked = true
    cluster.settle()
    #expect(cluster.transports[client]!.waiting.count == 2)
    #expect(unblock(client, in: &cluster).compactMap(\.offset) == Array(1...21))
  }

  @Test func `answers to a stalled client count against its budget`() {
    var (cluster, client) = fixture("{}")
    for _ in 0..<20 { cluster.request("ping", from: client) }
    #expect(cluster.transports[client]?.closed?.code == 4508)
    var (other, reader) = fixture("{}")
    for _ in 0..<20 { other.sendBinary(from: reader) }
    #expect(other.transports[reader]?.closed?.code == 4508)
  }

  @Test func `a transport that holds more than the budget is closed`() {
    var cluster = HubCluster { $0.backlogLimit = 10 }
    let client = cluster.open()
    cluster.request("ping", from: client)
    cluster.transports[client]!.isBlocked = true
    cluster.settle()
    #expect(cluster.transports[client]?.closed?.code == 4508)
  }

  @Test func `what waits for a subscription that ends is forgotten`() {
    var (cluster, client) = fixture("{}")
    publish(1...3, in: &cluster)
    cluster.request("unsubscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(unblock(client, in: &cluster).compactMap(\.offset) == [1])
  }

  @Test func `what waits for a connection that closes is forgotten`() {
    var (cluster, client) = fixture("{}")
    publish(1...3, in: &cluster)
    cluster.close(client)
    #expect(cluster.hubs[0].status().waitingBytes == 0)
    #expect(cluster.hubs[0].status().stalledConnections == 0)
    cluster.open(client)
    publish(1...1, in: &cluster)
    #expect(cluster.transports[client]!.waiting.isEmpty)
  }
}
