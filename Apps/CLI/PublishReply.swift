internal import TautJSON

/// What the server said to a publication.
enum PublishReply: Sendable, Hashable {
  /// It was taken; the line for standard output, without its line feed.
  case taken([UInt8])
  /// It was not taken, and why.
  case refused(status: Int, reason: String)

  /// Reads an answer.
  init(status: Int, body: [UInt8]) {
    let object = try? JSONObject(scanning: body)
    guard status == 200, let room = object?.raw("room"), let epoch = object?.raw("epoch"),
      let offset = object?.raw("offset")
    else {
      self = .refused(status: status, reason: object?.string("error") ?? Self.text(body))
      return
    }
    var json = JSONWriter()
    json.beginObject()
    json.member("room", raw: room)
    json.member("epoch", raw: epoch)
    json.member("offset", raw: offset)
    json.endObject()
    self = .taken(json.bytes)
  }

  /// The class of the reply.
  var exitCode: ExitCode {
    switch self {
    case .taken: .success
    case .refused(status: 429, _), .refused(status: 500..., _): .serverTrouble
    case .refused: .refused
    }
  }

  private static func text(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(200), as: UTF8.self).shown
    return text.isEmpty ? "no reason given" : text
  }
}
