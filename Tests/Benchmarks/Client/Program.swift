import Foundation
import TautClient
import TautEventLoop
import TautSession

/// Scripts/bench client: what TautClient costs.
@main struct Program {
  private struct Odds: Decodable, Sendable {
    var game: String
    var market: String
    var odds: Int
    var n: Int
  }

  private static let count = 300_000

  static func main() async throws {
    if CommandLine.arguments.contains("serve") { return try FloodServer.run(count: count) }
    let server = Process()
    server.executableURL = URL(filePath: CommandLine.arguments[0])
    server.arguments = ["serve"]
    let output = Pipe()
    server.standardOutput = output
    try server.run()
    defer { server.terminate() }
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    let url = "ws://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))/ws"
    try await idle(url)
    let raw = try await receive(url, decodes: false)
    let typed = try await receive(url, decodes: true)
    print("messages of 190 bytes, one core: \(Int(raw)) raw a second, \(Int(typed)) decoded; \(one: raw / typed) to 1")
  }

  // MARK: Idle connections

  private static func idle(_ url: String) async throws {
    let loop = try EventLoop()
    loop.start()
    var clients: [Client] = []
    // What the first ones bring along is not theirs.
    for _ in 0..<100 { clients.append(try await open(url, on: loop)) }
    let before = residentBytes()
    for _ in 0..<1_000 { clients.append(try await open(url, on: loop)) }
    let bytes = (residentBytes() - before) / 1_000
    print("1,000 idle clients on one loop: \(bytes) bytes each")
    for client in clients { await client.close() }
  }

  private static func open(_ url: String, on loop: EventLoop) async throws -> Client {
    let client = try await Client.open(ClientConfiguration(url: url), on: loop)
    var states = await client.states().makeAsyncIterator()
    while await client.phase() != .open { _ = await states.next() }
    return client
  }

  private static func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (Int(text.split(separator: " ")[1]) ?? 0) * Int(getpagesize())
  }

  // MARK: Messages

  /// The messages a second of CPU that one loop takes, with the task that reads them on it.
  private static func receive(_ url: String, decodes: Bool) async throws -> Double {
    let loop = try EventLoop()
    loop.start()
    let task = Task(executorPreference: loop.executor) {
      try await Client.withConnection(ClientConfiguration(url: url), on: loop) { client in
        let subscription = try await client.subscribe(to: "mlb", as: Odds.self)
        let start = await seconds(on: loop)
        let seen = try await decodes ? readTyped(subscription) : readRaw(subscription)
        precondition(seen == count)
        return Double(count) / (await seconds(on: loop) - start)
      }
    }
    return try await task.value
  }

  private static func readRaw(_ subscription: Subscription<Odds>) async throws -> Int {
    var seen = 0
    for await event in subscription.events {
      if case .message = event { seen += 1 }
      if seen == count { break }
    }
    return seen
  }

  private static func readTyped(_ subscription: Subscription<Odds>) async throws -> Int {
    var seen = 0
    for try await odds in subscription {
      seen += odds.odds == -110 ? 1 : 0
      if seen == count { break }
    }
    return seen
  }

  /// The CPU time of the loop's thread.
  private static func seconds(on loop: isolated EventLoop) async -> Double {
    var time = timespec()
    // The kernel fills the structure in during the call.
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension DefaultStringInterpolation {
  fileprivate mutating func appendInterpolation(one value: Double) {
    appendInterpolation((value * 10).rounded() / 10)
  }
}
