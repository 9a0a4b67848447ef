import TautHub
import Testing

@Suite struct HubSubscribingTests {
  @Test func `a subscriber gets what is published afterwards, with rising offsets`() {
    var cluster = HubCluster()
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(answer?.type == "subscription_confirmed")
    #expect(answer?.text("payload.channel") == "mlb")
    #expect(answer?.text("payload.subscription") == "s1")
    #expect(answer?.number("payload.offset") == 0)
    #expect(answer?.boolean("payload.recovered") == false)
    #expect(answer?.text("payload.epoch")?.count == 16)
    _ = cluster.take(client)
    cluster.publish(#"{"odds":1.50}"#, to: "mlb")
    cluster.publish(#"{"odds":2}"#, to: "mlb", id: "x")
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.map(\.offset) == [1, 2])
    #expect(messages.map { $0.raw("payload") } == [#"{"odds":1.50}"#, #"{"odds":2}"#])
    #expect(messages[0].type == "odds_update")
    #expect(messages[0].text("meta.epoch") == answer?.text("payload.epoch"))
    #expect(messages[0].text("meta.source") == "server")
    #expect(messages[0].text("meta.id") == nil)
    #expect(messages[1].text("meta.id") == "x")
  }
}
