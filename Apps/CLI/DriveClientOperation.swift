/// What a client that `tautline drive` steers can be asked for.
enum DriveClientOperation: Sendable, Hashable {
  /// Subscribe to a room, with filters as JSON.
  case subscribe(room: String, filters: String?)
  /// Ask the server something; the payload is JSON.
  case request(type: String, payload: [UInt8], timeout: Duration?)
  /// Send a message that is not answered.
  case tell(type: String, payload: [UInt8])
  /// Wait for the next event.
  case next(timeout: Duration?)
  /// Tell where the client stands.
  case phase
  /// End it.
  case leave
}

extension DriveClientOperation {
  /// Reads a request, or returns nil where the operation is none of a client.
  init?(_ name: String, _ fields: DriveFields) throws(DriveRequestError) {
    switch name {
    case "subscribe":
      self = .subscribe(room: try fields.required("room", fields.string), filters: fields.raw("filters"))
    case "request":
      self = .request(
        type: try fields.required("type", fields.string), payload: fields.payload,
        timeout: try fields.duration("timeout"))
    case "tell": self = .tell(type: try fields.required("type", fields.string), payload: fields.payload)
    case "next": self = .next(timeout: try fields.duration("timeout"))
    case "phase": self = .phase
    case "leave": self = .leave
    default: return nil
    }
  }
}

extension DriveFields {
  /// The field as it is spelled.
  fileprivate func raw(_ name: String) -> String? {
    object.raw(name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The payload, which is an empty object where there is none.
  fileprivate var payload: [UInt8] { object.raw("payload") ?? Array("{}".utf8) }
}
