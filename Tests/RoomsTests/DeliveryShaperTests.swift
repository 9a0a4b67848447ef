import TautJSON
import TautRooms
import TautTesting
import Testing

@Suite struct DeliveryShaperTests {
  private let start = ContinuousClock.now

  private func options(_ configure: (inout DeliveryOptions) -> Void) -> DeliveryOptions {
    var options = DeliveryOptions()
    configure(&options)
    return options
  }

  private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start + .milliseconds(milliseconds) }

  /// Lets publications come at times, and tells what leaves when.
  private func run(
    _ shaper: inout DeliveryShaper, _ arrivals: [(at: Int, Publication)], until end: Int = 100_000
  ) -> [String] {
    var log: [String] = []
    func release(from first: Int, until limit: Int) {
      while let due = shaper.due, due <= at(limit) {
        let time = max(first, Int((due - start) / .milliseconds(1)))
        log += offsets(shaper.release(at: at(time))).map { "\(time): \($0.map(String.init).joined(separator: " "))" }
      }
    }
    for (time, publication) in arrivals {
      release(from: 0, until: time - 1)
      shaper.receive(publication, at: at(time))
      release(from: time, until: time)
    }
    release(from: 0, until: end)
    return log
  }

  @Test func `without options everything leaves at once`() throws {
    var shaper = DeliveryShaper(DeliveryOptions())
    #expect(DeliveryOptions().isPlain)
    #expect(run(&shaper, [(0, try .sample(1)), (0, try .sample(2)), (5, try .sample(3))]) == ["0: 1", "0: 2", "5: 3"])
    #expect(shaper.due == nil)
    #expect(shaper.takeReport() == nil)
  }

  @Test func `a publication with an id that was seen is left out`() throws {
    var shaper = DeliveryShaper(options { $0.deduplicate = .publicationID })
    #expect(!shaper.options.isPlain)
    let arrivals = [
      (0, try Publication.sample(1, id: "a")), (1, try .sample(2)), (2, try .sample(3, id: "a")), (3, try .sample(4)),
      (4, try .sample(5, id: "b")),
    ]
    #expect(run(&shaper, arrivals) == ["0: 1", "1: 2", "3: 4", "4: 5"])
    #expect(shaper.hasReport)
    let report = shaper.takeReport()
    #expect(report?.duplicates == 1 && report?.count == 1 && report?.from == 3 && report?.to == 3)
    #expect(shaper.takeReport() == nil)
  }

  @Test func `a value at a path that was seen is left out, in a replay too`() throws {
    var shaper = DeliveryShaper(options { $0.deduplicate = .path("game.id") })
    #expect(shaper.receiveReplay(try .sample(1, #"{"game":{"id":7}}"#)))
    #expect(shaper.receiveReplay(try .sample(2, #"{"game":{}}"#)))
    #expect(shaper.receiveReplay(try .sample(3, #"{"game":{}}"#)))
    #expect(!shaper.receiveReplay(try .sample(4, #"{"game":{"id":7}}"#)))
    let arrivals = [
      (0, try Publication.sample(5, #"{"game":{"id":7}}"#)), (0, try .sample(6, #"{"game":{"id":"7"}}"#)),
    ]
    #expect(run(&shaper, arrivals) == ["0: 6"])
    #expect(shaper.takeReport()?.duplicates == 2)
  }

  @Test func `what is remembered for deduplication is bounded by count and bytes`() throws {
    var limits = DeliveryLimits()
    limits.rememberedKeys = 2
    var shaper = DeliveryShaper(options { $0.deduplicate = .publicationID }, limits: limits)
    let ids = ["a", "b", "a", "c", "a", "b"]
    let arrivals = try ids.enumerated().map {
      ($0.offset, try Publication.sample(UInt64($0.offset + 1), id: $0.element))
    }
    #expect(run(&shaper, arrivals) == ["0: 1", "1: 2", "3: 4", "4: 5", "5: 6"])
    limits.rememberedBytes = 3
    shaper = DeliveryShaper(options { $0.deduplicate = .publicationID }, limits: limits)
    let long = [(0, try Publication.sample(1, id: "four")), (1, try .sample(2, id: "four"))]
    #expect(run(&shaper, long) == ["0: 1", "1: 2"])
  }

  @Test func `a throttle alone lets the first pass, and then the latest of each interval`() throws {
    var shaper = DeliveryShaper(options { $0.throttle = .milliseconds(100) })
    let arrivals = try [0, 10, 20, 99, 120, 350].enumerated().map {
      ($0.element, try Publication.sample(UInt64($0.offset + 1)))
    }
    #expect(run(&shaper, arrivals) == ["0: 1", "100: 4", "200: 5", "350: 6"])
    let report = shaper.takeReport()
    #expect(report?.throttled == 2 && report?.from == 2 && report?.to == 3)
  }

  @Test func `a throttle with conflating lets the latest of each key pass`() throws {
    var shaper = DeliveryShaper(
      options {
        $0.throttle = .milliseconds(100)
        $0.conflate = "player"
      })
    let players = ["a", "b", "a", "a", "c", "b"]
    let arrivals = try players.enumerated().map {
      ($0.offset, try Publication.sample(UInt64($0.offset + 1), #"{"player":"\#($0.element)"}"#))
    }
    #expect(run(&shaper, arrivals) == ["0: 1", "100: 4", "100: 5", "100: 6"])
    #expect(shaper.takeReport()?.superseded == 2)
  }

  @Test func `payloads without the key give way to each other`() throws {
    var shaper = DeliveryShaper(
      options {
        $0.conflate = "player"
        $0.batch = .init(size: 10)
      })
    let arrivals = [
      (0, try Publication.sample(1)), (1, try .sample(2, #"{"player":1}"#)), (2, try .sample(3, "[]")),
      (3, try .sample(4, "no json")),
    ]
    #expect(run(&shaper, arrivals) == ["100: 2 4"])
  }

  @Test func `a batch leaves when it is full, or when its first has waited`() throws {
    var shaper = DeliveryShaper(options { $0.batch = .init(size: 3, age: .milliseconds(50)) })
    let arrivals = try [0, 10, 20, 30, 100].enumerated().map {
      ($0.element, try Publication.sample(UInt64($0.offset + 1)))
    }
    #expect(run(&shaper, arrivals) == ["20: 1 2 3", "80: 4", "150: 5"])
  }

  @Test func `a key that keeps changing does not put a batch off`() throws {
    var shaper = DeliveryShaper(
      options {
        $0.batch = .init(size: 3, age: .milliseconds(50))
        $0.conflate = JSONPath(names: [])
      })
    let arrivals = try stride(from: 0, through: 90, by: 10).map { ($0, try Publication.sample(UInt64($0 / 10 + 1))) }
    #expect(run(&shaper, arrivals) == ["50: 6", "110: 10"])
  }

  @Test func `a throttle with batches sends all that waited, in batches`() throws {
    var shaper = DeliveryShaper(
      options {
        $0.throttle = .milliseconds(1_000)
        $0.batch = .init(size: 2, age: .milliseconds(100))
        $0.deduplicate = .publicationID
      })
    let times = [0, 10, 20, 30, 40, 50, 3_000]
    let arrivals = try times.enumerated().map {
      ($0.element, try Publication.sample(UInt64($0.offset + 1), id: "\($0.offset / 2 * 2)"))
    }
    #expect(run(&shaper, arrivals) == ["20: 1 3", "1020: 5", "3100: 7"])
    #expect(shaper.takeReport()?.duplicates == 3)
  }

  @Test func `what waits is bounded by count and bytes, and the oldest goes`() throws {
    var limits = DeliveryLimits()
    limits.count = 3
    limits.bytes = 10
    var shaper = DeliveryShaper(options { $0.batch = .init(size: 100) }, limits: limits)
    for offset in 1...5 as ClosedRange<UInt64> { shaper.receive(try .sample(offset), at: start) }
    #expect(shaper.count == 3 && shaper.bytes == 6)
    shaper.receive(try .sample(6, "[12345]"), at: start)
    #expect(shaper.count == 2 && shaper.bytes == 9)
    var report = shaper.takeReport()
    #expect(report?.overflowed == 4 && report?.from == 1 && report?.to == 4)
    shaper.receive(try .sample(7, "[123456789]"), at: start)
    #expect(shaper.count == 0 && shaper.due == nil)
    report = shaper.takeReport()
    #expect(report?.overflowed == 3 && report?.to == 7)
  }

  @Test func `nothing leaves before it is due`() throws {
    var shaper = DeliveryShaper(options { $0.batch = .init(size: 2, age: .seconds(1)) })
    #expect(shaper.release(at: start).isEmpty)
    shaper.receive(try .sample(1), at: start)
    #expect(shaper.release(at: at(999)).isEmpty)
    #expect(offsets(shaper.release(at: at(1_000))) == [[1]])
  }

  @Test func `options beyond the limits are refused by name`() {
    #expect(throws: Never.self) { try options { $0.throttle = .seconds(60) }.validate(DeliveryLimits()) }
    let wrong = [
      (options { $0.throttle = .seconds(61) }, "options.throttleMs is 61000 and the limit is 60000"),
      (options { $0.batch = .init(size: 1_001) }, "options.batchSize is 1001 and the limit is 1000"),
      (options { $0.batch = .init(size: 2, age: .seconds(90)) }, "options.batchMs is 90000 and the limit is 60000"),
    ]
    for (options, sentence) in wrong {
      let error = #expect(throws: DeliveryOptionError.self) { try options.validate(DeliveryLimits()) }
      #expect(error?.description == sentence)
    }
    #expect(throws: Never.self) { try options { $0.batch = .init(size: 1_000) }.validate(DeliveryLimits()) }
  }

  /// What leaves plus what is reported is all that came, in order, whatever the options are.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `nothing is lost untold, in random lives`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var limits = DeliveryLimits()
    limits.count = 12
    limits.rememberedKeys = 5
    var shaper = DeliveryShaper(
      options {
        $0.deduplicate = [nil, .publicationID, .path("k")].randomElement(using: &random)!
        $0.conflate = [nil, "k"].randomElement(using: &random)!
        $0.throttle = .milliseconds([0, 30].randomElement(using: &random)!)
        $0.batch = [nil, .init(size: 4, age: .milliseconds(20))].randomElement(using: &random)!
      }, limits: limits)
    var now = 0
    let count = 300
    let arrivals = try (1...count).map { number in
      now += [0, 0, 1, 5, 40].randomElement(using: &random)!
      let key = Int.random(in: 0..<6, using: &random)
      return (now, try Publication.sample(UInt64(number), #"{"k":\#(key)}"#, id: "\(key)"))
    }
    let log = run(&shaper, arrivals).map { $0.split(separator: " ").dropFirst().map { Int($0)! } }
    let left = log.flatMap { $0 }
    #expect(zip(left, left.dropFirst()).allSatisfy { $0 < $1 })
    #expect(log.allSatisfy { $0.count <= shaper.options.batch?.size ?? 1 })
    #expect(left.count + (shaper.takeReport()?.count ?? 0) == count)
  }
}
