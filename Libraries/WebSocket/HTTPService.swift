public import TautHandshake
import TautJSON

/// What answers the requests of an HTTP server, on one loop.
public protocol HTTPService: AnyObject {
  /// A request is complete.
  ///
  /// Answer it with ``HTTPConnection/respond(_:)`` or ``HTTPConnection/upgrade(_:subprotocol:deflate:context:fields:)``, at
  /// once or later on the same loop; until then the connection reads nothing more.
  func handle(_ request: HTTPRequest, on connection: HTTPConnection)

  /// A request was refused before it was complete, with `status` and the sentence that was sent.
  func refused(_ status: Status, _ sentence: String)
}

/// A request with its body.
public struct HTTPRequest: Sendable {
  /// The request line and the fields.
  public var head: RequestHead
  /// The body, decoded.
  public var body: [UInt8]

  /// Makes a request.
  public init(head: RequestHead, body: [UInt8] = []) {
    self.head = head
    self.body = body
  }
}

/// An answer with its body.
public struct HTTPResponse: Sendable {
  /// The status.
  public var status: Status
  /// Further fields.
  public var fields: [HeadField]
  /// The media type of the body.
  public var contentType: String
  /// The body.
  public var body: [UInt8]
  /// Whether the connection is closed after the answer.
  public var closes = false

  /// Makes an answer.
  public init(_ status: Status, contentType: String = "application/json", body: [UInt8], fields: [HeadField] = []) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.fields = fields
  }
}

extension HTTPResponse {
  /// A refusal: `status`, and the body `{"error": "…"}` with one sentence.
  public static func refusal(_ status: Status, _ sentence: String, fields: [HeadField] = []) -> HTTPResponse {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("error", sentence)
    writer.endObject()
    return HTTPResponse(status, body: writer.bytes + [UInt8(ascii: "\n")], fields: fields)
  }
}
