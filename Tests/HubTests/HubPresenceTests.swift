import TautEnvelope
import TautHub
import TautRooms
import TautTesting
import Testing

@Suite struct HubPresenceTests {
  private func user(_ name: String, dialect: Dialect = .v2) -> HubClient {
    HubClient(id: "client-\(name)", dialect: dialect, user: name)
  }

  /// Who is in a room, as somebody on a loop is told.
  private func members(of room: String, in cluster: inout HubCluster, on loop: Int = 0) throws -> [PresenceEntry]? {
    let token = cluster.presence(of: try RoomName(room), on: loop)
    cluster.settle()
    return cluster.presences[token]??.members
  }

  @Test(arguments: 1...3)
  func `subscribers are in the room, several connections of a user once`(loops: Int) throws {
    var cluster = HubCluster(loops: loops)
    let clients = (0..<4).map { number in
      cluster.open(on: number % loops, as: number < 3 ? user("ana") : HubClient(id: "visitor", dialect: .v2))
    }
    for client in clients { cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client) }
    cluster.request("subscribe", #"{"channel":"mlb","filters":{"a":1}}"#, from: clients[0])
    cluster.settle()
    let expected = [
      PresenceEntry(member: .user("ana"), connections: 3), PresenceEntry(member: .client("visitor"), connections: 1),
    ]
    for loop in 0..<loops { #expect(try members(of: "mlb", in: &cluster, on: loop) == expected) }
    cluster.close(clients[1])
    cluster.request("unsubscribe", #"{"subscription":"s1"}"#, from: clients[0])
    cluster.settle()
    #expect(try members(of: "mlb", in: &cluster)?.first?.connections == 2)
    cluster.request("unsubscribe", #"{"subscription":"s2"}"#, from: clients[0])
    cluster.close(clients[2])
    cluster.settle()
    #expect(try members(of: "mlb", in: &cluster) == [expected[1]])
    cluster.close(clients[3])
    cluster.settle()
    #expect(try members(of: "mlb", in: &cluster) == [])
    #expect(try members(of: "nowhere", in: &cluster) == nil)
  }

  @Test(arguments: 1...3)
  func `who asks for it hears who is there, and who comes and goes`(loops: Int) {
    var cluster = HubCluster(loops: loops)
    let watcher = cluster.open(on: loops - 1, as: user("wanda"))
    cluster.request("subscribe", #"{"channel":"mlb","options":{"presence":true}}"#, from: watcher)
    cluster.settle()
    var messages = cluster.take(watcher)
    #expect(messages.map(\.type) == ["subscription_confirmed", "presence"])
    #expect(messages[1].raw("payload.members") == #"[{"user":"wanda","connections":1}]"#)
    cluster.pass(.milliseconds(100))
    #expect(cluster.take(watcher).isEmpty)
    let ana = cluster.open(as: user("ana"))
    let visitor = cluster.open(as: HubClient(id: "v", dialect: .v2))
    for client in [ana, visitor] { cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client) }
    cluster.settle()
    #expect(cluster.take(watcher).isEmpty)
    cluster.pass(.milliseconds(100))
    messages = cluster.take(watcher)
    #expect(messages.map(\.type) == ["presence_update"])
    #expect(messages[0].raw("payload.joined") == #"[{"user":"ana"},{"client_id":"v"}]"#)
    #expect(messages[0].raw("payload.left") == "[]" && messages[0].number("payload.count") == 3)
    cluster.close(ana)
    cluster.pass(.milliseconds(100))
    #expect(cluster.take(watcher).first?.raw("payload.left") == #"[{"user":"ana"}]"#)
    #expect(cluster.take(visitor).filter { $0.type == "presence_update" }.isEmpty)
  }

  @Test func `who comes and goes within the interval is not mentioned`() {
    var cluster = HubCluster()
    let watcher = cluster.open(as: user("wanda"))
    cluster.request("subscribe", #"{"channel":"mlb","options":{"presence":true}}"#, from: watcher)
    cluster.pass(.seconds(1))
    _ = cluster.take(watcher)
    let ana = cluster.open(as: user("ana"))
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: ana)
    cluster.close(ana)
    cluster.pass(.seconds(1))
    #expect(cluster.take(watcher).isEmpty)
  }

  @Test func `subscribing again changes whether one hears it`() {
    var cluster = HubCluster(loops: 2)
    let watcher = cluster.open(on: 1, as: user("wanda"))
    let joins = { (cluster: inout HubCluster, name: String) -> [String] in
      let client = cluster.open(as: HubClient(id: name, dialect: .v2))
      for room in ["mlb", "nba"] { cluster.request("subscribe", #"{"channel":"\#(room)"}"#, from: client) }
      cluster.pass(.seconds(1))
      return cluster.take(watcher).filter { $0.type == "presence_update" }.compactMap { $0.text("payload.channel") }
    }
    for room in ["mlb", "nba"] { cluster.request("subscribe", #"{"channel":"\#(room)"}"#, from: watcher) }
    #expect(joins(&cluster, "a") == [])
    for room in ["mlb", "nba"] {
      _ = cluster.ask("subscribe", #"{"channel":"\#(room)","options":{"presence":true}}"#, from: watcher)
    }
    #expect(joins(&cluster, "b").sorted() == ["mlb", "nba"])
    for room in ["mlb", "nba"] { _ = cluster.ask("subscribe", #"{"channel":"\#(room)"}"#, from: watcher) }
    #expect(joins(&cluster, "c") == [])
    cluster.close(watcher)
    cluster.settle()
  }

  @Test func `options for presence count also while the home has not answered`() {
    var cluster = HubCluster(loops: 3)
    let away = ["mlb", "nba", "nfl"].first { Hub.home(of: try! RoomName($0), loops: 3) != 2 }!
    let client = cluster.open(on: 2)
    cluster.request("subscribe", #"{"channel":"\#(away)"}"#, from: client)
    cluster.request("subscribe", #"{"channel":"\#(away)","options":{"presence":true}}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).filter { $0.type == "presence" }.count == 1)
    cluster.request("unsubscribe", #"{"channel":"\#(away)"}"#, from: client)
    cluster.settle()
  }

  @Test(arguments: 1...3)
  func `a client may ask who is in a room`(loops: Int) {
    var cluster = HubCluster(loops: loops) { $0.presenceMembers = 150 }
    for number in 0..<120 {
      let client = cluster.open(on: number % loops, as: user("u\(number)"))
      cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    }
    cluster.settle()
    let asker = cluster.open()
    let answer = cluster.ask("presence", #"{"channel":"mlb"}"#, from: asker)
    #expect(answer?.type == "presence" && answer?.number("payload.count") == 120)
    #expect(answer?.boolean("payload.truncated") == true && answer?.text("payload.members.99.user") != nil)
    #expect(answer?.raw("payload.members.100") == nil)
    let empty = cluster.ask("presence", #"{"channel":"nba"}"#, from: asker)
    #expect(empty?.raw("payload") == #"{"channel":"nba","count":0,"connections":0,"members":[],"truncated":false}"#)
    for room in ["nowhere", "no room"] {
      #expect(cluster.ask("presence", #"{"channel":"\#(room)"}"#, from: asker)?.code == "UNKNOWN_ROOM")
    }
    #expect(cluster.ask("presence", "{}", from: asker)?.code == "INVALID_PAYLOAD")
  }

  @Test func `no more members are kept than the limit, and none with a limit of 0`() throws {
    var cluster = HubCluster { $0.presenceMembers = 1 }
    for name in ["ana", "ben"] {
      cluster.request("subscribe", #"{"channel":"mlb"}"#, from: cluster.open(as: user(name)))
    }
    let asker = cluster.open()
    let answer = cluster.ask("presence", #"{"channel":"mlb"}"#, from: asker)
    #expect(answer?.number("payload.count") == 1 && answer?.boolean("payload.truncated") == true)
    var off = HubCluster { $0.presenceMembers = 0 }
    let client = off.open()
    off.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(try members(of: "mlb", in: &off) == [])
    off.close(client)
  }

  @Test func `who is gone gets no answer`() {
    var cluster = HubCluster(loops: 3)
    let away = ["mlb", "nba", "nfl"].first { Hub.home(of: try! RoomName($0), loops: 3) != 0 }!
    let client = cluster.open()
    cluster.request("presence", #"{"channel":"\#(away)"}"#, from: client)
    cluster.close(client)
    cluster.open(client)
    cluster.settle()
    #expect(cluster.take(client).isEmpty)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `in random lives everybody agrees on who is there`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var cluster = HubCluster(loops: 3)
    var open: [(client: HubCluster.Client, user: String, isIn: Bool)] = []
    let watcher = cluster.open(on: 1, as: user("watcher"))
    cluster.request("subscribe", #"{"channel":"nba","options":{"presence":true}}"#, from: watcher)
    cluster.pass(.seconds(1))
    _ = cluster.take(watcher)
    var told: Set<String> = ["watcher"]
    for _ in 0..<200 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        let name = "u\(Int.random(in: 0..<4, using: &random))"
        open.append((cluster.open(on: Int.random(in: 0..<3, using: &random), as: user(name)), name, false))
      case 1, 2:
        guard let index = open.indices.randomElement(using: &random) else { continue }
        let type = open[index].isIn ? "unsubscribe" : "subscribe"
        open[index].isIn.toggle()
        cluster.request(type, #"{"channel":"nba"}"#, from: open[index].client)
      case 3:
        guard let index = open.indices.randomElement(using: &random) else { continue }
        cluster.close(open.remove(at: index).client)
      default: cluster.pass(.milliseconds(Int.random(in: 0..<150, using: &random)))
      }
      if Bool.random(using: &random) { cluster.settle() }
    }
    cluster.pass(.seconds(1))
    for update in cluster.take(watcher) where update.type == "presence_update" {
      for index in 0..<8 {
        if let name = update.text("payload.joined.\(index).user") { told.insert(name) }
        if let name = update.text("payload.left.\(index).user") { told.remove(name) }
      }
    }
    var expected = open.filter(\.isIn).reduce(into: ["watcher": 1]) { $0[$1.user, default: 0] += 1 }
    #expect(told == Set(expected.keys))
    for entry in try #require(try members(of: "nba", in: &cluster)) {
      guard case .user(let name) = entry.member else { continue }
      #expect(expected.removeValue(forKey: name) == entry.connections)
    }
    #expect(expected.isEmpty)
  }
}
