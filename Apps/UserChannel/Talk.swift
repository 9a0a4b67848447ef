import TautJSON

/// Decides what a chat shows and sends; it reads nothing and sends nothing itself.
///
/// One question is answered at a time: further lines wait for it, in a pipe as well, so that every line gets its answer.
struct Talk: Sendable {
  /// The ids that are remembered, so that what comes twice is shown once.
  private static let rememberedIDs = 1_000

  private var isConnected = false
  private var hasInput = true
  private var lines: [String] = []
  private var seen: Set<String> = []
  /// The conversation, once there is one.
  private var conversation: String?
  /// What the user said last.
  private var lastMessage: String?
  /// Whether an answer is awaited.
  private var isBusy = false
  /// Whether the question was asked on this connection.
  private var hasAsked = false
  /// Whether what waited was shown, which comes before the lines.
  private var hasChecked = false
  /// The answer whose parts are being written.
  private var streaming: String?
  private var actions: [TalkAction] = []

  /// Whether a line of the user would be sent at once.
  var isReady: Bool { isConnected && hasChecked && !isBusy }

  /// Takes an event and returns what to do.
  mutating func receive(_ event: TalkEvent) -> [TalkAction] {
    actions = []
    switch event {
    case .connected:
      isConnected = true
      hasAsked = false
      hasChecked = false
      note("● connected", .good)
      send("get_pending", [:])
    case .waiting(let reason, let seconds, let attempt):
      lose(reason, "○ trying again in \(Self.tenths(seconds)) s, attempt \(attempt)", .warning)
    case .gaveUp(let reason, let code):
      lose(reason, "○ disconnected", .failure)
      actions.append(.end(code))
    case .message(let text): receive(ServerMessage(text))
    case .line(let line): lines.append(line)
    case .endOfInput: hasInput = false
    case .interrupted: actions.append(.end(.interrupted))
    }
    takeLines()
    return actions
  }

  private static func tenths(_ seconds: Double) -> String {
    String((seconds * 10).rounded() / 10)
  }

  private mutating func lose(_ reason: String, _ status: String, _ role: TextStyle.Role) {
    isConnected = false
    endStream()
    note("\(status): \(reason)", role)
  }

  // MARK: Lines

  private mutating func takeLines() {
    while isReady, !lines.isEmpty {
      take(lines.removeFirst())
      actions.append(.taken)
    }
    // Commands act at once, whatever is being answered.
    if isBusy, let first = lines.first, ["/cancel", "/quit"].contains(first) {
      lines.removeFirst()
      take(first)
      actions.append(.taken)
    }
    if !isConnected, lines.first == "/quit" { actions.append(.end(.success)) }
    if !hasInput, lines.isEmpty, isReady { actions.append(.end(.success)) }
  }

  private mutating func take(_ line: String) {
    switch line {
    case "": break
    case "/quit": actions.append(.end(.success))
    case "/help": note("write a message, or /regenerate, /cancel, /pending, /quit", .note)
    case "/pending": send("get_pending", [:])
    case "/cancel":
      guard isBusy, let conversation else { return note("nothing is being answered", .note) }
      send("message_cancel", ["conversation_uuid": .string(conversation)])
    case "/regenerate": askAgain()
    case _ where line.hasPrefix("/"): note("there is no \(line): see /help", .warning)
    default: ask(line)
    }
  }

  private mutating func ask(_ message: String) {
    isBusy = true
    lastMessage = message
    var members: JSONObject = ["message": .string(message)]
    if let conversation { members["conversation_uuid"] = .string(conversation) }
    send("message_generate", members)
  }

  private mutating func askAgain() {
    guard let conversation else {
      guard let lastMessage else { return note("there is no answer yet: write a message first", .note) }
      return ask(lastMessage)
    }
    isBusy = true
    var members: JSONObject = ["conversation_uuid": .string(conversation)]
    // A server that was started anew remembers none.
    members["message"] = lastMessage.map { .string($0) }
    send("message_regenerate", members)
  }

  // MARK: Messages

  private mutating func receive(_ message: ServerMessage) {
    switch message.type {
    case "message_generate", "message_regenerate": receive(answer: message)
    case "message_cancelled":
      endStream()
      isBusy = false
      note("cancelled", .note)
    case "pending_check_complete":
      if message.count > 0 { note("\(message.count) pending", .note) }
      hasChecked = true
      // What was asked before the connection broke is answered by now, or its parts come, or it never will be.
      if isBusy, streaming == nil, !hasAsked { lost() }
    case "error": fail(message)
    case "reconnect_required": note("the server asks to connect again", .note)
    case "connection_established", "receipt", "pong", "ping": break
    default: show(message)
    }
  }

  private mutating func lost() {
    isBusy = false
    note("the answer was interrupted, unless it still comes: /regenerate asks again", .warning)
  }

  private mutating func receive(answer message: ServerMessage) {
    let name = message["message_id"] ?? message["id"]
    conversation = message["conversation_uuid"] ?? conversation
    if message.isPart {
      if streaming != name {
        endStream()
        streaming = name
      }
      // Also one that was asked for on another device, or before the connection broke.
      isBusy = true
      return write(message["delta"] ?? "")
    }
    let isStreamed = streaming != nil && streaming == name
    endStream()
    guard acknowledge(message) else { return }
    if !isStreamed { write(message.text + "\n") }
    isBusy = false
  }

  private mutating func show(_ message: ServerMessage) {
    guard acknowledge(message) else { return }
    endStream()
    write("[\(message.type)] \(message.text)\n")
  }

  /// Acknowledges a message that waits for it, and returns whether it is new.
  private mutating func acknowledge(_ message: ServerMessage) -> Bool {
    guard let id = message["id"] else { return true }
    send("ack", ["id": .string(id)])
    if seen.count >= Self.rememberedIDs { seen = [] }
    return seen.insert(id).inserted
  }

  private mutating func fail(_ message: ServerMessage) {
    endStream()
    // Where what waits cannot be looked up, the lines are sent all the same, and the end of the input is the end.
    hasChecked = true
    if message["code"] != "UNKNOWN_MESSAGE" { isBusy = false }
    note("\(message["code"] ?? "ERROR"): \(message["message"] ?? "")", .failure)
  }

  // MARK: Actions

  private mutating func endStream() {
    if streaming != nil { write("\n") }
    streaming = nil
  }

  private mutating func send(_ type: String, _ members: JSONObject) {
    if type == "message_generate" || type == "message_regenerate" { hasAsked = true }
    var message: JSONObject = ["type": .string(type)]
    message.members += members.members
    actions.append(.send(JSONValue.object(message).description))
  }

  private mutating func write(_ text: String) {
    actions.append(.write(text))
  }

  private mutating func note(_ text: String, _ role: TextStyle.Role) {
    actions.append(.note(text, role))
  }
}
