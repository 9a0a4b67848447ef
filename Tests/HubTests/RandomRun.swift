import TautHub
import TautRooms
import TautTesting
import Testing

/// One random life of a server: users come and go, read slowly, subscribe and recover while others publish.
struct RandomRun {
  private static let rooms = ["mlb", "nba", "props"]
  private static let filters: [(json: String, matches: @Sendable (UInt64) -> Bool)] = [
    ("{}", { _ in true }), (#"{"kind":1}"#, { $0 == 1 }), (#"{"min_kind":1}"#, { $0 >= 1 }),
    (#"{"kinds":[0,2]}"#, { $0 != 1 }),
  ]
  private static let policies = ["disconnect", "drop_oldest", "latest"]

  private let loops: Int
  private let seed: UInt64
  private var random: SeededGenerator
  private var cluster: HubCluster
  private var users: [RandomUser] = []
  /// The rooms of the publishes, by their tokens.
  private var publishes: [UInt64: (room: String, key: UInt64)] = [:]

  init(loops: Int, seed: UInt64) {
    self.loops = loops
    self.seed = seed
    random = SeededGenerator(seed: seed)
    cluster = HubCluster(loops: loops) {
      $0.history.count = 15
      $0.backlogLimit = 3_000
      $0.drainChunk = 600
      $0.replayLimit = 2_500
      $0.rateLimit = 0
    }
    for _ in 0..<8 { users.append(makeUser()) }
  }

  private mutating func makeUser() -> RandomUser {
    let filter = Self.filters.randomElement(using: &random)!
    return RandomUser(
      room: Self.rooms.randomElement(using: &random)!, filter: filter.json, matches: filter.matches,
      policy: Self.policies.randomElement(using: &random)!)
  }

  /// Lets one thing happen.
  mutating func step() {
    let user = Int.random(in: users.indices, using: &random)
    switch Int.random(in: 0..<20, using: &random) {
    case 0...4: publish()
    case 5...10: cluster.deliverPost(from: randomLoop(), to: randomLoop())
    case 11...14: flush(user)
    case 15: connect(user)
    case 16: subscribe(user)
    case 17: unsubscribe(user)
    case 18: leave(user)
    default: toggleReading(user)
    }
  }

  private mutating func randomLoop() -> Int { .random(in: 0..<loops, using: &random) }

  private mutating func publish() {
    let key = UInt64.random(in: 0..<3, using: &random)
    let room = Self.rooms.randomElement(using: &random)!
    let token = cluster.publish(
      #"{"kind":\#(key),"fill":"\#(String(repeating: "x", count: 50))"}"#, to: room, on: randomLoop())
    publishes[token] = (room, key)
  }

  private mutating func connect(_ user: Int) {
    guard users[user].client == nil else { return }
    users[user].client = cluster.open(on: randomLoop())
    users[user].request = nil
  }

  private mutating func subscribe(_ user: Int) {
    guard let client = users[user].client, users[user].request == nil, !users[user].isLeaving else { return }
    users[user].request = cluster.request("subscribe", users[user].subscribePayload, from: client)
  }

  /// Ends the subscription; what comes afterwards belongs to another user.
  private mutating func unsubscribe(_ user: Int) {
    guard let client = users[user].client, users[user].isSubscribed else { return }
    cluster.request("unsubscribe", #"{"channel":"\#(users[user].room)"}"#, from: client)
    users[user].isSubscribed = false
    users[user].request = nil
    users[user].isLeaving = true
  }

  private mutating func toggleReading(_ user: Int) {
    guard let client = users[user].client else { return }
    cluster.transports[client]!.isBlocked.toggle()
  }

  /// Loses the connection, with everything that is on its way.
  private mutating func leave(_ user: Int) {
    guard let client = users[user].client else { return }
    cluster.close(client)
    users[user].lose()
  }

  /// Lets the transport move, and reads what came.
  private mutating func flush(_ user: Int) {
    guard let client = users[user].client else { return }
    if cluster.transports[client]!.closed != nil { return users[user].lose() }
    cluster.flush(client)
    for message in cluster.take(client) { users[user].receive(message) }
    if cluster.transports[client]!.closed != nil { users[user].lose() }
  }

  /// Brings everybody back and lets everything come to rest.
  mutating func finish() {
    for _ in 0..<3 {
      for user in users.indices {
        if let client = users[user].client { cluster.transports[client]!.isBlocked = false }
        flush(user)
        connect(user)
        subscribe(user)
      }
      cluster.settle()
      for user in users.indices { flush(user) }
    }
  }

  /// Holds what each user saw against what was published.
  func check() {
    #expect(publishes.keys.allSatisfy { cluster.published[$0] != nil }, "seed \(seed)")
    #expect(cluster.posts.allSatisfy { $0.allSatisfy(\.isEmpty) }, "seed \(seed)")
    for user in users {
      var keys: [UInt64: UInt64] = [:]
      for (token, publish) in publishes where publish.room == user.room {
        keys[cluster.published[token]!.offset] = publish.key
      }
      user.check(against: keys, "seed \(seed), \(loops) loops")
    }
  }
}
