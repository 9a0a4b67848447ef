import Foundation
import TautClient
import TautEventLoop
import TautSession

/// What connections cost that do nothing, a thousand of them on one loop.
enum IdleConnections {
  private static let count = 1_000
  /// What the first ones bring along is not theirs.
  private static let first = 100

  /// By how many bytes the memory of this process, and of nobody else, grows for each `client`, or each bare `connection`.
  static func measure(_ what: String, _ url: String) async throws -> Int {
    let loop = try EventLoop()
    loop.start()
    return try await what == "client"
      ? grown {
        try await client(url, on: loop)
      } by: {
        await $0.phase() == .open
      }
      : grown {
        try await Connection.open(url, on: loop)
      } by: {
        await $0.summary() == nil
      }
  }

  private static func grown<Element>(
    _ open: () async throws -> Element, by isOpen: (Element) async -> Bool
  ) async throws -> Int {
    var all: [Element] = []
    all.reserveCapacity(first + count)
    for _ in 0..<first { all.append(try await open()) }
    let before = privateBytes
    for _ in 0..<count { all.append(try await open()) }
    let bytes = (privateBytes - before) / count
    for one in all {
      let isThere = await isOpen(one)
      precondition(isThere, "one of \(all.count) is not open")
    }
    return bytes
  }

  private static func client(_ url: String, on loop: EventLoop) async throws -> Client {
    let client = try await Client.open(ClientConfiguration(url: url), on: loop)
    var states = await client.states().makeAsyncIterator()
    while await client.phase() != .open { _ = await states.next() }
    return client
  }

  /// `Private_Dirty` of the whole process.
  private static var privateBytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("Private_Dirty:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 } ?? 0
  }
}
