internal import TautBytes
internal import TautClient
internal import TautCrypto
internal import TautJSON
internal import TautSession

/// How a connection ended, as `tautline drive` tells it.
struct DriveEnding: Sendable, Hashable {
  /// The close code; 1006 where there was no close frame.
  var code: UInt16
  /// The reason beside it.
  var reason: String
}

/// One line that `tautline drive` writes.
enum DriveAnswer: Sendable, Hashable {
  /// It is done.
  case ok
  /// The connection is open.
  case connected(subprotocol: String?, extensions: String)
  /// The connection did not open.
  case refused(String, status: Int?)
  /// A message.
  case message(Message)
  /// It did not happen in the time allowed.
  case timeout
  /// The connection is closed.
  case closed(DriveEnding)
  /// The answer to a close.
  case closing(DriveEnding, isClean: Bool)
  /// Where the connection stands.
  case state(String, DriveEnding?)
  /// The answer to a client's request.
  case replied(ClientMessage)
  /// What a client tells.
  case event(DriveEvent)
  /// A client could not do it.
  case clientFailed(SessionError)
  /// The request makes no sense, or not now.
  case failed(String)

  /// The largest message that an answer carries whole; of a larger one it has length and hash.
  static let contentLimit = 64 * 1024

  /// The answer in one line, without its line feed.
  func encoded(id: [UInt8]?) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    if let id { json.member("id", raw: id) }
    members(&json)
    json.endObject()
    return json.bytes
  }

  private func members(_ json: inout JSONWriter) {
    switch self {
    case .ok: json.member("ok", true)
    case .connected(let subprotocol, let extensions):
      json.member("ok", true)
      Self.optional("subprotocol", subprotocol, &json)
      json.member("extensions", extensions)
    case .refused(let text, let status):
      json.member("ok", false)
      json.member("error", text)
      if let status { json.member("status", status) } else { Self.optional("status", nil, &json) }
    case .message(let content): Self.content(content, &json)
    case .timeout:
      json.member("ok", false)
      json.member("timeout", true)
    case .closed(let ending):
      json.member("ok", false)
      json.member("closed", true)
      Self.close(ending, &json)
    case .closing(let ending, let isClean):
      json.member("ok", isClean)
      Self.close(ending, &json)
    case .state(let state, let ending):
      json.member("ok", true)
      json.member("state", state)
      if let ending { Self.close(ending, &json) }
    case .replied(let message):
      json.member("ok", true)
      json.write(message)
    case .event(let event):
      json.member("ok", true)
      event.write(to: &json)
    case .clientFailed(let error):
      json.member("ok", false)
      json.write(error)
    case .failed(let text):
      json.member("ok", false)
      json.member("error", text)
    }
  }

  private static func optional(_ name: String, _ value: String?, _ json: inout JSONWriter) {
    json.name(name)
    if let value { json.string(value) } else { json.null() }
  }

  private static func close(_ ending: DriveEnding, _ json: inout JSONWriter) {
    json.member("code", ending.code)
    json.member("reason", ending.reason)
  }

  private static func content(_ content: Message, _ json: inout JSONWriter) {
    json.member("ok", true)
    switch content {
    case .text(let text):
      json.member("type", "text")
      summary(Array(text.utf8), &json)
      if text.utf8.count <= contentLimit { json.member("text", text) }
    case .binary(let bytes):
      json.member("type", "binary")
      summary(bytes, &json)
      if bytes.count <= contentLimit { json.member("b64", String(decoding: Base64.encode(bytes.span), as: UTF8.self)) }
    }
  }

  private static func summary(_ bytes: [UInt8], _ json: inout JSONWriter) {
    let digest = HashFunction.sha256.digest(of: bytes.span)
    json.member("len", bytes.count)
    json.member("sha256", String(decoding: Hexadecimal.encode(digest.span), as: UTF8.self))
  }
}
