import Foundation

/// Programs of the system that look at what ours prints.
enum OtherProgram {
  /// What a program said, and with what it ended.
  struct Outcome {
    /// Standard output and standard error.
    var everything: String
    var code: Int32
  }

  /// Where a program is, or nil where there is none.
  static func path(of name: String) -> String? {
    ["/bin", "/usr/bin", "/usr/local/bin"].map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  static func isThere(_ name: String) -> Bool { path(of: name) != nil }

  /// Runs a program to its end; blocks.
  static func run(_ name: String, _ arguments: [String], input: String = "") throws -> Outcome {
    let process = Process()
    let (writing, reading) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: path(of: name) ?? name)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": NSTemporaryDirectory(), "LC_ALL": "C.UTF-8"]
    process.standardInput = writing
    process.standardOutput = reading
    process.standardError = reading
    try process.run()
    try? writing.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? writing.fileHandleForWriting.close()
    let bytes = reading.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(everything: String(decoding: bytes, as: UTF8.self), code: process.terminationStatus)
  }
}
