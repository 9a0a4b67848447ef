internal import TautBackoff
internal import TautJSON
internal import TautLog
internal import TautSession

extension SessionChange {
  /// Writes the change as members of an object, with the error where there is one.
  func writeMembers(to json: inout JSONWriter) {
    json.member("from", from.rawValue)
    json.member("to", to.rawValue)
    json.name("reason")
    if let text = reason.text { json.string(Redaction.redacted(text)) } else { json.null() }
    if let next {
      json.member("attempt", next.number)
      json.member("delay_ms", Int64((next.delay / .milliseconds(1)).rounded()))
    }
    guard let error = reason.error else { return }
    json.name("error")
    error.write(to: &json)
  }
}

extension SessionError {
  /// Writes the error as an object; what a server says may repeat a token.
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("code", code)
    json.member("message", Redaction.redacted(description))
    json.member("category", category.rawValue)
    json.member("recoverable", isRecoverable)
    json.member("suggestion", advice)
    json.endObject()
  }
}
