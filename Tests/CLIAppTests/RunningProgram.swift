import Foundation
import Glibc

/// The built `tautline`, running.
///
/// `@unchecked Sendable`: a process and its pipes are only touched by the test that started it.
final class RunningProgram: @unchecked Sendable {
  /// What a program that has ended leaves behind.
  struct Outcome: Sendable, Hashable {
    var output: String
    var errors: String
    var code: Int32
  }

  /// The program beside the tests' own bundle.
  static let executable = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "tautline").standardizedFileURL

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()

  /// Starts the program.
  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    // A program that ends before it has read its input must not end the tests.
    _ = signal(SIGPIPE, SIG_IGN)
    process.executableURL = Self.executable
    process.arguments = arguments
    process.environment = environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  /// Gives the program text to read.
  func write(_ text: String) {
    write(bytes: Array(text.utf8))
  }

  /// Gives the program bytes to read.
  func write(bytes: [UInt8]) {
    try? input.fileHandleForWriting.write(contentsOf: Data(bytes))
  }

  /// Reads one line of its output; blocks.
  func readLine() async -> String { await line(of: output) }

  /// Reads one line of what it says on standard error; blocks.
  func readErrorLine() async -> String { await line(of: errors) }

  private func line(of pipe: Pipe) async -> String {
    await onThread {
      var line = [UInt8]()
      while let byte = pipe.fileHandleForReading.readData(ofLength: 1).first, byte != 0x0A { line.append(byte) }
      return String(decoding: line, as: UTF8.self)
    }
  }

  /// Ends its input, and waits until it has ended.
  func outcome() async -> Outcome {
    try? input.fileHandleForWriting.close()
    let errors = Task { [errors] in await onThread { errors.fileHandleForReading.readDataToEndOfFile() } }
    let output = await onThread { [output] in output.fileHandleForReading.readDataToEndOfFile() }
    let rest = await errors.value
    await onThread { [process] in process.waitUntilExit() }
    return Outcome(
      output: String(decoding: output, as: UTF8.self), errors: String(decoding: rest, as: UTF8.self),
      code: process.terminationStatus)
  }

  /// Asks it to end.
  func terminate() {
    process.terminate()
  }

  /// Kills it.
  func kill() {
    Glibc.kill(process.processIdentifier, SIGKILL)
  }
}

/// Runs the program to its end.
func tautline(_ arguments: String..., input: String = "") async throws -> RunningProgram.Outcome {
  try await tautline(arguments, input: input)
}

/// Runs the program with these arguments, gives it `input`, and waits until it has ended.
func tautline(_ arguments: [String], input: String = "") async throws -> RunningProgram.Outcome {
  let program = try RunningProgram(arguments)
  program.write(input)
  return await program.outcome()
}

/// Runs what blocks on a thread that may.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { done in
    Thread.detachNewThread { done.resume(returning: body()) }
  }
}
