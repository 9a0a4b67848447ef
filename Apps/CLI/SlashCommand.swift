/// What somebody can type into `tautline connect` beside messages.
enum SlashCommand: Sendable, Hashable {
  /// A line that is a message.
  case message(String)
  case ping(String)
  case close(code: UInt16, reason: String)
  case help
  case quit

  /// What is wrong with a line that begins with a slash.
  enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
    case unknown(String)
    case badCode(String)
    case tooLong(limit: Int, length: Int)

    var description: String {
      switch self {
      case .unknown(let name): "unknown command /\(name); /help shows all, //\(name) sends it as a message"
      case .badCode(let code): "close code is '\(code)', but must be 1000 to 1003, 1007 to 1014 or 3000 to 4999"
      case .tooLong(let limit, let length): "limit is \(limit) bytes, but the text has \(length)"
      }
    }
  }

  /// The names that the tab key completes.
  static let names = ["/ping", "/close", "/help", "/quit"]

  /// What `/help` prints.
  static let helpText = """
    /ping [TEXT]           send a ping and show how long its pong takes
    /close [CODE REASON]   close the connection (default: 1000)
    /quit                  close with 1000 and leave
    //TEXT                 send /TEXT
    Keys: history up, down, ctrl-r; line ctrl-a, e, k, u, w, y; leave ctrl-d, ctrl-c
    """

  /// Reads a line as it was typed.
  init(_ line: String) throws(Failure) {
    guard line.hasPrefix("/"), !line.hasPrefix("//") else {
      self = .message(line.hasPrefix("//") ? String(line.dropFirst()) : line)
      return
    }
    let words = line.dropFirst().split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = words.count > 1 ? words[1].trimmingBlanks() : ""
    switch words.first ?? "" {
    case "ping": self = .ping(try Self.control(rest, limit: 125))
    case "close": self = try Self.close(rest)
    case "help", "?": self = .help
    case "quit", "q", "exit": self = .quit
    case let name: throw .unknown(String(name))
    }
  }

  private static func close(_ text: Substring) throws(Failure) -> Self {
    let words = text.split(separator: " ", maxSplits: 1)
    guard let first = words.first else { return .close(code: 1000, reason: "") }
    guard let code = UInt16(first), isAllowed(code) else { throw .badCode(String(first)) }
    let reason = words.count > 1 ? words[1].trimmingBlanks() : ""
    return .close(code: code, reason: try control(reason, limit: 123))
  }

  // RFC 6455, 7.4.2: the codes that may stand in a frame.
  private static func isAllowed(_ code: UInt16) -> Bool {
    (1000...1003).contains(code) || (1007...1014).contains(code) || (3000...4999).contains(code)
  }

  // RFC 6455, 5.5: a control frame holds at most 125 bytes.
  private static func control(_ text: Substring, limit: Int) throws(Failure) -> String {
    guard text.utf8.count <= limit else { throw .tooLong(limit: limit, length: text.utf8.count) }
    return String(text)
  }
}
