import TautJSON

extension Generation {
  /// Where a part or an answer belongs.
  func writePlace(to json: inout JSONWriter) {
    json.member("conversation_uuid", question.conversation)
    json.member("message_id", messageID)
    if question.attempt > 0 { json.member("attempt", question.attempt) }
  }

  /// The payload of the whole answer; `message` is what stands in the seed's client.
  var payload: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    if !correlationID.isEmpty { json.member("correlationId", raw: correlationID) }
    writePlace(to: &json)
    json.member("message", text)
    json.member("parts", parts)
    json.member("done", true)
    if isCut { json.member("truncated", true) }
    json.endObject()
    return json.bytes
  }
}

extension String {
  /// The text without what stands beyond `count` bytes of UTF-8, and without half a character.
  func shortened(toBytes count: Int) -> Substring {
    var end = startIndex
    var size = 0
    while end < endIndex {
      size += self[end].utf8.count
      guard size <= count else { break }
      end = index(after: end)
    }
    return self[..<end]
  }
}
