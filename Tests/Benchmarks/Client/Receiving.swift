import Foundation
import TautClient
import TautEventLoop
import TautSession

/// What it costs a client to take messages.
enum Receiving {
  struct Odds: Decodable, Sendable {
    var game: String
    var market: String
    var odds: Int
    var n: Int
  }

  /// The seconds of CPU, of all threads, that `count` messages cost from the subscription to the last one.
  ///
  /// The task that reads them runs on the client's loop.
  static func receive(_ count: Int, from url: String, decodes: Bool) async throws -> Double {
    let loop = try EventLoop()
    loop.start()
    let task = Task(executorPreference: loop.executor) {
      try await Client.withConnection(ClientConfiguration(url: url), on: loop) { client in
        // What it costs to connect is not the messages'.
        while await client.phase() != .open { try await Task.sleep(for: .milliseconds(1)) }
        let start = ProcessInfo.cpuSeconds
        let subscription = try await client.subscribe(to: "mlb", as: Odds.self)
        let sum = try await decodes ? readTyped(subscription, count) : readRaw(subscription, count)
        precondition(sum == count * (count + 1) / 2 || !decodes, "not all messages came, or not once each")
        return ProcessInfo.cpuSeconds - start
      }
    }
    return try await task.value
  }

  /// Takes the payload of each message as bytes; the bytes of all.
  private static func readRaw(_ subscription: Subscription<Odds>, _ count: Int) async throws -> Int {
    var (seen, bytes) = (0, 0)
    for await event in subscription.events {
      guard case .message(let message) = event else { continue }
      seen += 1
      bytes += message.payload.count
      precondition(message.offset == UInt64(seen), "a message is missing, or came twice")
      if seen == count { break }
    }
    return bytes
  }

  /// Takes each message as a value; the sum of their numbers.
  private static func readTyped(_ subscription: Subscription<Odds>, _ count: Int) async throws -> Int {
    var (seen, sum) = (0, 0)
    for try await odds in subscription {
      seen += 1
      sum += odds.n
      if seen == count { break }
    }
    return sum
  }

  /// The seconds of CPU that Foundation's decoder alone takes for the payloads of `count` messages.
  static func decodeAlone(_ count: Int) throws -> Double {
    let payload = Array(FloodServer.payload(7).utf8)
    var sum = 0
    let start = ProcessInfo.cpuSeconds
    for _ in 0..<count { sum += try JSONDecoder().decode(Odds.self, from: Data(payload)).n }
    precondition(sum == 7 * count)
    return ProcessInfo.cpuSeconds - start
  }
}
