import TautHub
import TautRooms
import TautTesting
import Testing

/// One random life of a server with a store: publishes, batches that are stored, fail or are cut off by a crash.
private struct CrashRun {
  private static let rooms = ["mlb", "nba", "weather"]

  private let loops: Int
  private var random: SeededGenerator
  private var cluster: HubCluster
  private var listeners: [String: HubCluster.Client] = [:]
  /// The rooms of the publishes that were not answered yet, by their tokens, and what they said.
  private var asked: [UInt64: (room: String, payload: String)] = [:]
  /// What the world was told: the payload at each place of each room.
  private var told: [String: [UInt64: String]] = [:]
  private var published = 0
  private(set) var answers = 0
  private(set) var crashes = 0

  init(loops: Int, seed: UInt64) {
    self.loops = loops
    random = SeededGenerator(seed: seed)
    cluster = Self.cluster(loops)
    listen()
  }

  private static func cluster(_ loops: Int) -> HubCluster {
    var cluster = HubCluster(loops: loops) { $0.storage = .durable }
    cluster.storesAtOnce = false
    return cluster
  }

  private mutating func listen() {
    for room in Self.rooms {
      let client = cluster.open(on: .random(in: 0..<loops, using: &random))
      cluster.request("subscribe", #"{"channel":"\#(room)"}"#, from: client)
      listeners[room] = client
    }
  }

  mutating func step() {
    let loop = Int.random(in: 0..<loops, using: &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<30: publish(on: loop)
    case 30..<60: cluster.deliverPost(from: loop, to: .random(in: 0..<loops, using: &random))
    case 60..<75: cluster.requestStoring(on: loop)
    case 75..<90: cluster.store(on: loop)
    case 90..<92: cluster.store(on: loop, failing: "the disk is full")
    case 92..<98: for client in listeners.values { cluster.flush(client) }
    default: crash()
    }
    hear()
  }

  private mutating func publish(on loop: Int) {
    published += 1
    let room = Self.rooms.randomElement(using: &random)!
    // Some publishes are repeated under the id that they had.
    let number = Bool.random(using: &random) ? published : max(1, published - 3)
    asked[cluster.publish("\(number)", to: room, id: "p\(number)", on: loop)] = (room, "\(number)")
  }

  /// Holds answers and deliveries against what was told before.
  private mutating func hear() {
    for (token, receipt) in cluster.published {
      guard let (room, payload) = asked.removeValue(forKey: token) else { continue }
      note(room, receipt.offset, payload)
      answers += 1
    }
    cluster.published = [:]
    for (room, client) in listeners {
      for message in cluster.take(client) {
        guard let offset = message.offset, message.text("type") == "odds_update" else { continue }
        note(room, offset, message.raw("payload")!)
      }
    }
  }

  private mutating func note(_ room: String, _ offset: UInt64, _ payload: String) {
    let before = told[room, default: [:]].updateValue(payload, forKey: offset)
    #expect(before == nil || before == payload, "offset \(offset) of \(room) was \(before ?? "") and is \(payload)")
  }

  /// The process dies: only the disk stays, with or without what was on its way to it.
  private mutating func crash() {
    crashes += 1
    if Bool.random(using: &random) { cluster.storeWithoutTelling() }
    let stored = cluster.storedRooms()
    let disk = cluster.disk
    cluster = Self.cluster(loops)
    for loop in 0..<loops {
      for room in stored { cluster.hubs[loop].restore(room, at: cluster.now) }
    }
    cluster.disk = disk
    asked = [:]
    checkDisk()
    listen()
  }

  func checkDisk() {
    for (room, places) in told {
      let stored = cluster.storedRooms().first { $0.name.text == room }?.publications ?? []
      for (offset, payload) in places {
        let found = stored.first { $0.offset == offset }
        #expect(found?.payload == Array(payload.utf8), "offset \(offset) of \(room) was told and is not stored")
      }
      #expect(Set(stored.compactMap(\.id)).count == stored.count, "a publication is stored twice in \(room)")
    }
  }
}

@Suite struct HubCrashTests {
  @Test(arguments: 1...3) func `whatever was told before a crash stands where it stood after it`(loops: Int) {
    var answers = 0
    var crashes = 0
    for seed in UInt64(1)...15 {
      var run = CrashRun(loops: loops, seed: seed)
      for _ in 0..<1_500 { run.step() }
      run.checkDisk()
      answers += run.answers
      crashes += run.crashes
    }
    // Otherwise there would be nothing that could have gone wrong.
    #expect(answers > 300 && crashes > 100)
  }
}
