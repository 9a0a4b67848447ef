import TautEnvelope
import TautRooms
import Testing

@testable import TautHub

/// What a publication costs beside subscriptions that it does not match: counted, at n, 10 n and 100 n.
@Suite struct HubCostTests {
  /// The steps and actions of one publication to `odds.mlb` beside `count` subscriptions.
  private func cost(_ count: Int, _ subscription: (Int) -> String) throws -> (steps: Int, actions: Int) {
    var cluster = HubCluster {
      $0.rateLimit = 0
      $0.patternsPerConnection = 128
    }
    for room in ["odds.mlb", "scores.mlb"] { cluster.publish("{}", to: room) }
    let clients = (0..<(count + 99) / 100).map { _ in cluster.open() }
    for number in 0..<count { cluster.request("subscribe", subscription(number), from: clients[number / 100]) }
    cluster.settle()
    let answers = clients.flatMap { cluster.take($0) }
    #expect(answers.count { $0.type == "subscription_confirmed" } == count)
    let before = cluster.carriedOut
    cluster.publish(#"{"sport":"MLB","player":"nobody","odds":0.5,"type":"under"}"#, to: "odds.mlb")
    let room = try RoomName("odds.mlb")
    let number = try #require(cluster.hubs[0].roomNumbers[room])
    return (cluster.hubs[0].roomTable[number].index.examined, cluster.carriedOut - before)
  }

  @Test(arguments: [
    #"{"player":"pN"}"#, #"{"player":["aN","bN"]}"#, #"{"and":[{"sport":"MLB"},{"player":"pN"}]}"#,
    #"{"or":[{"player":"pN"},{"team":"tN"}]}"#, #"{"not":{"sport":"NBA"},"player":"pN"}"#,
    #"{"player":{"exists":true},"game":N}"#,
  ])
  func `filters that do not match add no step, however many there are`(filter: String) throws {
    let costs = try [10, 100, 1_000].map { count in
      try cost(count) { #"{"channel":"odds.mlb","filters":\#(filter.replacing("N", with: "\($0)"))}"# }
    }
    #expect(costs.map(\.steps) == Array(repeating: costs[0].steps, count: 3))
    // The publisher is answered, and nothing else happens.
    #expect(costs.map(\.actions) == [1, 1, 1])
  }

  @Test(arguments: [#"{"min_odds":N}"#, #"{"odds":{"gt":N,"lt":N.5}}"#, #"{"type":{"prefix":"over_N"}}"#])
  func `ranges and prefixes that do not match add the depth of a tree`(filter: String) throws {
    let costs = try [10, 100, 1_000].map { count in
      try cost(count) { #"{"channel":"odds.mlb","filters":\#(filter.replacing("N", with: "\($0 + 1)"))}"# }
    }
    #expect(costs.allSatisfy { $0.steps <= 40 && $0.actions == 1 }, "\(costs)")
  }

  @Test(arguments: [
    #"{"channel":"scores.*","filters":{"player":"pN"}}"#, #"{"channel":"otherN.**"}"#, #"{"channel":"odds.N.*"}"#,
    #"{"channel":"odds.*","filters":{"player":"pN"}}"#,
  ])
  func `patterns that do not match add no step, however many there are`(subscription: String) throws {
    let costs = try [10, 100, 1_000].map { count in try cost(count) { subscription.replacing("N", with: "\($0)") } }
    #expect(costs.map(\.steps) == Array(repeating: costs[0].steps, count: 3))
    #expect(costs.map(\.actions) == [1, 1, 1])
  }
}
