import TautCommandLine
import Testing

@testable import tautline

@Suite struct SyntaxTests {
  private func connect(_ arguments: String...) throws(UsageError) -> ConnectCommand {
    guard let command = try ConnectCommand.syntax.parse(arguments) else { throw .unexpectedOperand("help") }
    return command
  }

  private func complaint(_ arguments: String...) -> String? {
    do throws(UsageError) {
      _ = try ConnectCommand.syntax.parse(arguments)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `without options every default holds`() throws {
    let command = try connect("ws://host")
    #expect(command.url == "ws://host")
    #expect(command.connection == ConnectionSettings())
    #expect(!command.echoes && command.exitAfter == nil && command.linger == .seconds(1))
  }

  @Test func `options stand before and after operands, in any spelling`() throws {
    let command = try connect("--max-message=5", "-e", "wss://host", "--linger", "0.5", "-jn3")
    #expect(command.url == "wss://host")
    #expect(command.connection.maximumMessage == 5)
    #expect(command.echoes && command.isJSON)
    #expect(command.linger == .seconds(0.5))
    #expect(command.exitAfter == .messages(3))
  }

  @Test func `repeated options keep their order`() throws {
    let command = try connect("ws://h", "-H", "A: 1", "--header=b:2", "-s", "x", "-s", "y")
    #expect(command.connection.headers == [HeaderOption(name: "A", value: "1"), HeaderOption(name: "b", value: "2")])
    #expect(command.connection.subprotocols == ["x", "y"])
  }

  @Test func `the last of two single values wins`() throws {
    #expect(try connect("ws://h", "--origin", "a", "--origin", "b").connection.origin == "b")
  }

  @Test func `a flag can turn something off`() throws {
    #expect(try connect("ws://h", "--no-deflate").connection.compresses == false)
  }

  @Test(arguments: ["--help", "-h", "-jh"])
  func `help wins over what is missing`(option: String) throws {
    #expect(try ConnectCommand.syntax.parse([option]) == nil)
  }

  @Test func `help after an error is not reached and after two dashes is an operand`() {
    #expect(complaint("--nonsense", "--help") == "unknown option --nonsense")
    #expect(complaint("--", "--help") == "URL is '--help', but must be a URL that begins with ws:// or wss://")
  }

  @Test(arguments: [
    (["ws://h", "--echoo"], "unknown option --echoo; did you mean --echo?"),
    (["ws://h", "--subprotocl", "x"], "unknown option --subprotocl; did you mean --subprotocol?"),
    (["ws://h", "-x"], "unknown option -x"),
    (["ws://h", "--echo=yes"], "--echo takes no value, but was given 'yes'"),
    (["ws://h", "--max-message"], "--max-message needs a value: a whole number from 1 to 2147483647"),
    (["ws://h", "--max-message", "0"], "--max-message is '0', but must be a whole number from 1 to 2147483647"),
    (["ws://h", "--max-message=1k"], "--max-message is '1k', but must be a whole number from 1 to 2147483647"),
    (["ws://h", "--linger=-1"], "--linger is '-1', but must be a number of seconds, such as 10 or 0.5"),
    (
      ["ws://h", "--open-timeout", "0"],
      "--open-timeout is '0', but must be a number of seconds above 0, such as 10 or 0.5"
    ),
    (
      ["ws://h", "-n", "x"], "--exit-after is 'x', but must be a number of messages such as 3, or of seconds such as 3s"
    ),
    (
      ["ws://h", "-H", "no colon"],
      "--header is 'no colon', but must be a header name, a colon and a value, such as 'Cookie: a=b'"
    ),
    ([], "URL is missing: a URL that begins with ws:// or wss://"),
    (["host:80"], "URL is 'host:80', but must be a URL that begins with ws:// or wss://"),
    (["ws://h", "ws://i"], "unexpected argument 'ws://i'"),
    (["ws://h", "--text", "--binary"], "--text and --binary exclude each other"),
    (["ws://h", "-k", "--ca", "f"], "--insecure and --ca exclude each other"),
    (["ws://h", "--key", "f"], "--cert needs a value: the certificate of --key"),
  ])
  func `an error names the option, the value and what is allowed`(arguments: [String], text: String) {
    #expect(throws: UsageError.self) { try ConnectCommand.syntax.parse(arguments) }
    do throws(UsageError) { _ = try ConnectCommand.syntax.parse(arguments) } catch { #expect("\(error)" == text) }
  }
}
