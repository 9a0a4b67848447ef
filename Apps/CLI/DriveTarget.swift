/// Where and how `{"op":"connect"}` connects.
struct DriveTarget: Sendable, Hashable {
  var url: String
  var subprotocols: [String]
  var headers: [HeaderOption]
  var compresses: Bool
  var maximumMessage: Int?
  var openTimeout: Duration?
  var pingInterval: Duration?
  var pingTimeout: Duration?
  var certificateAuthority: String?

  /// Reads the fields of the request.
  init(_ fields: DriveFields) throws(DriveRequestError) {
    url = try fields.required("url", fields.string)
    subprotocols = try fields.strings("subprotocols") ?? []
    headers = try fields.headers("headers") ?? []
    compresses = try fields.boolean("deflate") ?? true
    maximumMessage = try fields.integer("max_message", 1...0x7FFF_FFFF).map { Int($0) }
    openTimeout = try fields.duration("open_timeout")
    pingInterval = try fields.duration("ping_interval")
    pingTimeout = try fields.duration("ping_timeout")
    certificateAuthority = try fields.string("cafile")
  }
}
