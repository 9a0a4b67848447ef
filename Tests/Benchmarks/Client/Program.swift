import Foundation
import TautEventLoop

/// `BenchClient serve`, `BenchClient receive HOW URL`, `BenchClient idle WHAT URL`: one measurement of Scripts/bench client.
///
/// Each runs in a process of its own, so that none inherits what another has left in memory, and prints one JSON object.
@main struct Program {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    // 20,000 where it may be, for a thousand connections and what belongs to them.
    DescriptorLimit.raise()
    switch (arguments.first, arguments.dropFirst().first, arguments.dropFirst(2).first) {
    case ("serve", nil, nil): try FloodServer.run()
    case ("receive", let how?, let url?): try await receive(how, url)
    case ("idle", let what?, let url?): print(#"{"bytes": \#(try await IdleConnections.measure(what, url))}"#)
    default:
      FileHandle.standardError.write(Data("usage: BenchClient serve | receive HOW URL | idle WHAT URL\n".utf8))
      exit(64)
    }
  }

  private static func receive(_ how: String, _ url: String) async throws {
    let start = ContinuousClock.now
    let cpu: Double
    switch how {
    case "bare": cpu = try BareReader.receive(FloodServer.count, from: url)
    case "decoder": cpu = try Receiving.decodeAlone(FloodServer.count)
    case "raw": cpu = try await Receiving.receive(FloodServer.count, from: url, decodes: false)
    case "codable": cpu = try await Receiving.receive(FloodServer.count, from: url, decodes: true)
    default: preconditionFailure("nobody receives like that: \(how)")
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(#"{"cpu_us": \#(cpu / Double(FloodServer.count) * 1e6), "seconds": \#(seconds)}"#)
  }
}

extension ProcessInfo {
  /// The seconds of CPU that all threads of this process have used.
  static var cpuSeconds: Double {
    var time = timespec()
    // The kernel fills the structure in during the call.
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
