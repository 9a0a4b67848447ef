import TautAuth
import TautClient
import TautTLS

extension TalkCommand {
  func run() async -> ExitCode {
    guard let user = user ?? token.flatMap(Self.subject) else {
      Output.complain("tautline-chat talk: whose channel? give --user, or a --token with a subject\n")
      return .usage
    }
    let (events, sink) = AsyncStream.makeStream(of: TalkEvent.self)
    let link = Link(url: address(of: user), options: options, attempts: attempts, sink: sink)
    let input = InputLines()
    input.start(line: { sink.yield(.line($0)) }, end: { sink.yield(.endOfInput) })
    return await withTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await link.run() }
      tasks.addTask {
        guard let stop = try? StopSignals() else { return }
        for await _ in stop.signals { sink.yield(.interrupted) }
      }
      let code = await converse(events, over: link, input)
      tasks.cancelAll()
      return code
    }
  }

  /// Lets the conversation decide, and does what it wants.
  private func converse(_ events: AsyncStream<TalkEvent>, over link: Link, _ input: InputLines) async -> ExitCode {
    var talk = Talk()
    var screen = Screen(style: TextStyle(isColored: Environment.takesColors), hasPrompt: Environment.isTerminal)
    for await event in events {
      if case .line = event { screen.lineEntered() }
      for action in talk.receive(event) {
        switch action {
        case .send(let message): await link.send(message)
        case .write(let text): screen.write(text)
        case .note(let text, let role): screen.note(text, role)
        case .taken: input.taken()
        case .end(let code):
          screen.end()
          await link.close()
          return code
        }
      }
      if talk.isReady { screen.showPrompt() }
    }
    return .success
  }

  private func address(of user: String) -> String {
    let url = url ?? "ws://127.0.0.1:8000"
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    let device = device.map { "?client_id=\(Self.encoded($0))" } ?? ""
    return "\(base)/ws/user/\(Self.encoded(user))\(device)"
  }

  private var options: ConnectOptions {
    var options = ConnectOptions()
    // In a field of the request, so that it stands in no log of a proxy.
    options.bearerToken = token
    if isInsecure { options.trust = .none }
    return options
  }

  /// The user that a token is for, which the server will check.
  private static func subject(of token: String) -> String? {
    (try? JSONWebToken(token).unverifiedClaims())?.subject
  }

  /// RFC 3986, 2.1.
  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        String(Unicode.Scalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
