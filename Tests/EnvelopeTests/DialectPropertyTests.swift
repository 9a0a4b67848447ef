import TautBytes
import TautEnvelope
import TautJSON
import TautTesting
import Testing

/// Laws that hold for every message.
@Suite struct DialectPropertyTests {
  private static let numbers = ["0", "-0", "1.0", "1.50", "1E+2", "12345678901234567890123", "0.1e-7"]
  private static let names = ["a", "odds", "player_id", "spread", "n\\u0061me", "ключ", "", "details", "tags"]

  private func value(_ random: inout SeededGenerator, depth: Int = 0) -> String {
    switch Int.random(in: 0..<(depth > 2 ? 4 : 6), using: &random) {
    case 0: return Self.numbers.randomElement(using: &random)!
    case 1: return ["null", "true", "false"].randomElement(using: &random)!
    case 2: return #""Ünï\"\\\u20ac\n""#
    case 3: return #""text""#
    case 4: return object(&random, depth: depth + 1)
    default:
      return "["
        + (0..<Int.random(in: 0...3, using: &random)).map { _ in value(&random, depth: depth + 1) }
        .joined(separator: ", ") + "]"
    }
  }

  private func object(_ random: inout SeededGenerator, depth: Int = 0, more: [String] = []) -> String {
    let members = Self.names.shuffled(using: &random).prefix(Int.random(in: 0...4, using: &random)).map { name in
      #""\#(name)":\#(value(&random, depth: depth))"#
    }
    return "{" + (members + more).shuffled(using: &random).joined(separator: ",") + "}"
  }

  /// A message with unknown keys, and maybe a place and a correlation id.
  private func message(_ dialect: Dialect, _ random: inout SeededGenerator) -> String {
    var keys = [#""type":"odds_update""#, #""x_trace":\#(value(&random))"#]
    let id = dialect == .structured ? "request_id" : "correlationId"
    if Bool.random(using: &random) || dialect == .v2 { keys.append(#""\#(id)":"c 1""#) }
    if dialect == .v2 {
      keys += [#""ts":1755252000123"#, #""version":"2.0""#, #""payload":\#(value(&random))"#]
    } else if Bool.random(using: &random) || dialect == .structured {
      keys.append(#""timestamp":"2025-08-15T10:00:00.123Z""#)
    }
    if Bool.random(using: &random) { keys.append(#""meta":{"source":"simulation","shard":1.0}"#) }
    let isPlaced = dialect != .v2 && Bool.random(using: &random)
    if isPlaced { keys += [#""room":"mlb""#, #""epoch":"e1""#, #""offset":9"#] }
    if isPlaced, Bool.random(using: &random) { keys.append(#""id":"i""#) }
    if dialect == .rooms, Bool.random(using: &random) {
      keys += [#""status":"success""#, #""client_id":"me""#]
      if Bool.random(using: &random) { keys.append(#""data":\#(content(&random))"#) }
    }
    if dialect == .event, Bool.random(using: &random) { keys.append(#""data":\#(content(&random))"#) }
    return object(&random, more: keys)
  }

  /// A value that is not `null`, which counts as no content.
  private func content(_ random: inout SeededGenerator) -> String {
    let value = value(&random)
    return value == "null" ? "0" : value
  }

  private func parts(_ text: [UInt8]) throws -> [String: [UInt8]] {
    try text.withBytes { bytes in
      var parts: [String: [UInt8]] = [:]
      var members = JSONMembers(of: try JSONScanner().scan(bytes))
      while let member = members.next(in: bytes) {
        parts[member.name.string(in: bytes)!] = member.value.copy(in: bytes)
      }
      return parts
    }
  }

  @Test(arguments: Dialect.allCases)
  func `a message survives a round trip, unknown keys, spelled numbers and payload bytes included`(
    _ dialect: Dialect
  ) throws {
    var random = SeededGenerator(seed: 17)
    for _ in 0..<2_000 {
      let text = Array(message(dialect, &random).utf8)
      let envelope = try text.withBytes { try Envelope(decoding: $0, as: dialect) }
      var again: [UInt8] = []
      envelope.encode(into: &again, as: dialect)
      var before = try parts(text)
      var after = try parts(again)
      // Members that no dialect knows are trees on their way: the escapes in their strings are resolved.
      if case let (was?, becomes?) = (before["x_trace"], after["x_trace"]) {
        #expect(try JSONValue(parsing: was) == JSONValue(parsing: becomes))
      }
      if before["meta"] != nil {
        #expect(try JSONValue(parsing: before["meta"]!) == JSONValue(parsing: after["meta"]!))
      }
      let exact = [
        "payload", "data", "type", "timestamp", "ts", "room", "epoch", "offset", "id", "status", "client_id",
      ]
      let isTree = { (name: String) in !exact.contains(name) && (dialect.isNested && !envelope.isRequest) }
      for (name, value) in before where isTree(name) {
        #expect(try JSONValue(parsing: value) == JSONValue(parsing: after[name] ?? []), "\(name)")
        (before[name], after[name]) = (nil, nil)
      }
      (before["meta"], after["meta"]) = (nil, nil)
      #expect(before == after, "\(String(decoding: text, as: UTF8.self))")
      #expect(try again.withBytes { try Envelope(decoding: $0, as: dialect) } == envelope)
    }
  }

  @Test(arguments: Dialect.allCases)
  func `a payload reaches every dialect's reader with the bytes of its members`(_ dialect: Dialect) throws {
    var random = SeededGenerator(seed: 4)
    let taken = [#""type":"over""#, #""id":7"#, #""timestamp":1"#, #""payload":{}"#, #""room":0"#, #""meta":[]"#]
    for round in 0..<2_000 {
      let more = taken.filter { _ in round % 3 == 0 && Int.random(in: 0..<4, using: &random) == 0 }
      let payload = round % 5 == 0 ? content(&random) : object(&random, more: more)
      var message = Envelope(.oddsUpdate, at: 1_755_252_000_000, correlationId: nil, payload: Array(payload.utf8))
      message.meta = EnvelopeMeta(room: "mlb", epoch: "e", offset: 3, id: "i")
      var out: [UInt8] = []
      message.encode(into: &out, as: dialect)
      let read = try out.withBytes { try Envelope(decoding: $0, as: dialect) }
      #expect(read.meta == message.meta)
      #expect(read.type == .oddsUpdate)
      guard payload.first == "{" else {
        #expect(read.payload == message.payload)
        continue
      }
      #expect(try parts(read.payload) == parts(message.payload), "\(String(decoding: out, as: UTF8.self))")
    }
  }

  @Test func `a message goes from any dialect to any other and back`() throws {
    var random = SeededGenerator(seed: 99)
    for from in Dialect.allCases {
      for to in Dialect.allCases {
        for _ in 0..<100 {
          var message = Envelope(
            "x", at: 1_755_252_000_000, correlationId: "c", payload: Array(object(&random).utf8),
            meta: EnvelopeMeta(source: .simulation, priority: .low))
          message.isRequest = Bool.random(using: &random)
          var out: [UInt8] = []
          message.encode(into: &out, as: from)
          let there = try out.withBytes { try Envelope(decoding: $0, as: from) }
          out = []
          there.encode(into: &out, as: to)
          let read = try out.withBytes { try Envelope(decoding: $0, as: to) }
          #expect(read.type == message.type && read.timestamp == message.timestamp)
          #expect(read.correlationId == message.correlationId)
          #expect(read.meta == message.meta)
        }
      }
    }
  }
}
