import Foundation
import TautClient
import TautEventLoop
import TautSession

/// `Storm URL COUNT RATE`: opens so many sessions, so many a second, on one loop, for Tests/Resilience.
///
/// Each change of a phase is a line on standard output: the session's number, the milliseconds since 1970, the phase.
/// It ends when standard input does.
@main struct Program {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let count = Int(arguments[2]), let rate = Int(arguments[3]), rate > 0 else {
      FileHandle.standardError.write(Data("usage: Storm URL COUNT RATE\n".utf8))
      exit(64)
    }
    // The main thread has tasks to run.
    Thread.detachNewThread {
      while readLine() != nil {}
      exit(0)
    }
    DescriptorLimit.raise()
    let loop = try EventLoop()
    loop.start()
    let start = ContinuousClock.now
    for number in 0..<count {
      try await Task.sleep(until: start + .seconds(1) * number / rate)
      let client = try await Client.open(ClientConfiguration(url: arguments[1]), on: loop)
      Task { await tell(of: client, number) }
    }
    try await Task.sleep(for: .seconds(86_400))
  }

  private static func tell(of client: Client, _ number: Int) async {
    for await change in await client.states() {
      let milliseconds = Int(Date().timeIntervalSince1970 * 1_000)
      FileHandle.standardOutput.write(Data("\(number) \(milliseconds) \(change.to)\n".utf8))
    }
  }
}
