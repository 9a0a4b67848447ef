import TautCommandLine
import Testing

@testable import tautline

@Suite struct BenchCommandTests {
  private func bench(_ arguments: String...) throws(UsageError) -> BenchCommand {
    guard let command = try BenchCommand.syntax.parse(arguments) else { throw .unexpectedOperand("help") }
    return command
  }

  @Test(arguments: BenchKind.allCases)
  func `each kind has the path that answers it`(kind: BenchKind) throws {
    #expect(try bench(kind.rawValue).target == "ws://127.0.0.1:8000" + kind.path)
    #expect(try bench(kind.rawValue, "wss://host/x").target == "wss://host/x")
  }

  @Test func `compression is left to those who ask for it`() throws {
    #expect(try !bench("echo").connection.compresses)
    #expect(try bench("echo", "--deflate").connection.compresses)
  }

  @Test func `an unknown kind is refused with those that exist`() {
    #expect(throws: UsageError.self) { try bench("flood") }
  }

  @Test func `nothing is begun at a rate on connections that do nothing`() {
    #expect(throws: UsageError.conflict("idle", "--rate")) { try bench("idle", "--rate", "5") }
  }
}
