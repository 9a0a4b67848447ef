internal import TautClient
internal import TautEnvelope

/// What the first message of a server says.
struct DoctorGreeting: Sendable, Hashable {
  /// The message in one line.
  var seen: String
  /// The announced time between two heartbeats.
  var heartbeat: Duration?

  /// Reads a first message.
  init(_ message: Message) {
    guard case .text(let text) = message, let object = try? JSONObject(scanning: Array(text.utf8)),
      let type = object.string("type")
    else {
      seen = Self.unstructured(message)
      return
    }
    let content = object.object("payload") ?? object.object("data") ?? object
    heartbeat = content.number("heartbeat_interval_ms").flatMap { $0 > 0 ? .milliseconds($0) : nil }
    let parts = [
      Self.title(MessageType(type)),
      content.integer("accepted_version").map { "version \($0)" },
      (content.string("client_id") ?? object.string("client_id")).map { "client id \($0.shown)" },
      content.strings("features").map { "features \($0.joined(separator: ", ").shown)" },
      heartbeat.map { "a heartbeat every \(EventText.text($0))" },
    ]
    seen = parts.compactMap(\.self).joined(separator: "; ")
  }

  private static func title(_ type: MessageType) -> String {
    type.canonical == .welcome
      ? "the server says \(type.rawValue.shown)" : "no greeting; the first message is of type \(type.rawValue.shown)"
  }

  private static func unstructured(_ message: Message) -> String {
    switch message {
    case .text: "the first message is a text of \(message.count) bytes without a type"
    case .binary: "the first message is binary, \(message.count) bytes"
    }
  }
}

extension DoctorGreeting {
  /// The dialects whose routes greet, by the path of the URL.
  static func isExpected(at target: String) -> Bool {
    let path = target.prefix { $0 != "?" }
    return path.hasSuffix("/ws/client") || path.contains("/ws/v2/") || path.contains("/ws/user/")
  }
}
