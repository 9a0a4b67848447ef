import TautJSON
import TautStore
import TautUserChannel
import TautWebSocket

extension HTTPResponse {
  /// `{"user", "id", "repeated"}`: a message that is in an inbox.
  static func receipt(_ receipt: UserReceipt) -> HTTPResponse {
    json { writer in
      writer.member("user", receipt.user)
      writer.member("id", receipt.id)
      writer.member("repeated", receipt.isRepeated)
    }
  }

  /// The devices that have acknowledged a message.
  static func receipts(_ receipts: [InboxReceipt], of id: String, user: String) -> HTTPResponse {
    json { writer in
      writer.member("user", user)
      writer.member("id", id)
      writer.name("receipts")
      writer.beginArray()
      for receipt in receipts {
        writer.beginObject()
        writer.member("device", receipt.device)
        writer.member("acknowledged", timestamp: receipt.time)
        writer.endObject()
      }
      writer.endArray()
    }
  }
}
