/// Opens a WebSocket from the client's side: it gives the request, takes the response, and decides.
///
/// ```swift
/// let key = WebSocketKey(random: sixteenRandomBytes)
/// var upgrade = try ClientUpgrade(request, key: key, accept: sha1(key.acceptInput).base64)
/// send(upgrade.request)
/// while let bytes = receive() {
///   if let consumed = try upgrade.receive(bytes) { break }  // what follows is frames
/// }
/// ```
public struct ClientUpgrade: Sendable {
  /// How much of the body of a refusal is kept, in bytes.
  public static let refusalBodyLimit = 4096

  /// How many interim (1xx) responses may come before the final one.
  public static let interimResponseLimit = 8

  /// The bytes to send.
  public let request: [UInt8]

  /// What was agreed on, once the server has answered.
  public private(set) var opened: OpenedWebSocket?

  private let asked: ClientUpgradeRequest
  private let accept: String
  private var parser: ResponseHeadParser
  private var refusal: RefusalReader?
  private var received = 0
  private var interimResponses = 0

  /// Prepares a handshake.
  ///
  /// `accept` is the Base64 of the SHA-1 of the key's ``WebSocketKey/acceptInput``.
  public init(
    _ request: ClientUpgradeRequest, key: WebSocketKey, accept: String, limits: HeadLimits = HeadLimits()
  ) throws(FieldError) {
    self.request = try request.bytes(key: key)
    asked = request
    self.accept = accept
    parser = ResponseHeadParser(limits: limits)
  }

  /// Takes the next bytes, and returns how many of them belong to the handshake when it is done.
  public mutating func receive(_ bytes: RawSpan) throws(UpgradeError) -> Int? {
    precondition(opened == nil, "the handshake is done")
    received += bytes.byteCount
    var position = 0
    while refusal == nil, let consumed = try receiveHead(bytes.extracting(position..<bytes.byteCount)) {
      position += consumed
      if opened != nil { return position }
    }
    if let refused = refusal?.receive(bytes.extracting(position..<bytes.byteCount)) { throw .refused(refused) }
    return nil
  }

  /// Takes the end of the connection and returns what went wrong.
  public func receiveEnd() -> UpgradeError {
    refusal.map { .refused($0.refusal) } ?? .closed(received: received)
  }

  private mutating func receiveHead(_ bytes: RawSpan) throws(UpgradeError) -> Int? {
    let consumed: Int?
    do { consumed = try parser.receive(bytes) } catch { throw .malformed(error) }
    if let head = parser.head { try receive(head) }
    return consumed
  }

  private mutating func receive(_ head: ReceivedResponseHead) throws(UpgradeError) {
    switch head.status.code {
    case 101:
      guard head.version == .http11 else { throw .malformed(.unsupportedVersion("HTTP/1.0")) }
      opened = try OpenedWebSocket(head, request: asked, accept: accept)
    case 100..<200:
      // RFC 9110, 15.2: a client must be able to take interim responses that it did not expect.
      interimResponses += 1
      guard interimResponses <= Self.interimResponseLimit
      else { throw .tooManyInterimResponses(limit: Self.interimResponseLimit) }
      parser = ResponseHeadParser(limits: parser.limits)
    default: refusal = RefusalReader(head)
    }
  }
}
