/// Why a `tautline token` command ends, as it is told and as the shell sees it.
struct TokenFailure: Error {
  var code: ExitCode
  var text: String

  /// Tells what went wrong.
  func tell(_ command: String) -> ExitCode {
    StandardError.write("tautline \(command): \(text)\n")
    return code
  }
}
