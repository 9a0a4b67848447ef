import TautBytes
import TautCrypto
public import TautEventLoop
public import TautHandshake

/// HTTP/1.1 on one accepted stream, until it is upgraded to a WebSocket or closed.
///
/// Requests are answered in order: while an answer is outstanding nothing more is read.
public final class HTTPConnection: StreamHandler {
  private enum State {
    case head(RequestHeadParser)
    case body(RequestHead, BodyDecoder)
    /// The service has the request and has not answered.
    case answering(RequestHead)
    /// The stream is upgraded or closed.
    case over
  }

  /// The stream below.
  public let stream: Stream

  /// The limits and the service, shared by the connections of the loop.
  public let context: HTTPContext

  private var state: State
  private var isIdle = false
  /// The connection's place among those that wait, see ``WaitingConnections``.
  var waitingNumber: UInt64?

  /// Takes over an accepted stream.
  public init(on stream: Stream, context: HTTPContext) {
    self.stream = stream
    self.context = context
    state = .head(RequestHeadParser(limits: context.headLimits))
    stream.handler = self
    stream.setTimer(after: context.requestTimeout)
    wait()
  }

  private func wait() {
    context.waiting.add(self)
    if context.waiting.count > context.waitingLimit { context.makeRoom(1) }
  }

  /// Makes room for others.
  func giveWay() {
    context.waiting.remove(self)
    stream.abort()
  }

  // MARK: Stream

  /// Takes requests out of `bytes`.
  public func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    var used = 0
    while used < bytes.count {
      if isIdle {
        isIdle = false
        stream.setTimer(after: context.requestTimeout)
      }
      // The rest of the buffer is lent to the parsers for the call only.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[used...]).bytes
      switch state {
      case .head(let parser): used += receiveHead(rest, parser)
      case .body(let head, let decoder): used += receiveBody(rest, head, decoder)
      case .answering:
        stream.pauseReading()
        return used
      case .over: return used
      }
    }
    return used
  }

  private func receiveHead(_ bytes: RawSpan, _ parser: consuming RequestHeadParser) -> Int {
    state = .over  // so that the parser's storage has one owner
    do {
      guard let count = try parser.receive(bytes), let head = parser.head else {
        state = .head(parser)
        return bytes.byteCount
      }
      begin(head)
      return count
    } catch {
      refuse(error.status, error.description)
      return bytes.byteCount
    }
  }

  private func begin(_ head: RequestHead) {
    do {
      let decoder = try BodyDecoder(head.body, limit: context.bodyLimit)
      if decoder.isComplete { return deliver(head, []) }
      if head.expectsContinue { write(ResponseHead.continue) }
      state = .body(head, decoder)
    } catch {
      refuse(error.status, error.description)
    }
  }

  private func receiveBody(_ bytes: RawSpan, _ head: RequestHead, _ decoder: consuming BodyDecoder) -> Int {
    state = .over
    do {
      let count = try decoder.receive(bytes)
      if decoder.isComplete { deliver(head, decoder.body) } else { state = .body(head, decoder) }
      return count ?? bytes.byteCount
    } catch {
      refuse(error.status, error.description)
      return bytes.byteCount
    }
  }

  private func deliver(_ head: RequestHead, _ body: [UInt8]) {
    state = .answering(head)
    context.waiting.remove(self)
    stream.cancelTimer()
    context.service.handle(HTTPRequest(head: head, body: body), on: self)
  }

  /// Ends a request that takes too long, or a connection that has none.
  public func streamTimerFired(_ stream: Stream) {
    if case .head(let parser) = state, parser.isEmpty { return stream.close() }
    refuse(.requestTimeout, "the request was not complete after \(context.requestTimeout)")
  }

  /// The peer ended its direction: an answer that is under way is still sent.
  public func streamReachedEnd(_ stream: Stream) {
    if case .answering = state { return }
    stream.close()
  }

  /// A later answer has nowhere to go.
  public func stream(_ stream: Stream, closed error: StreamError?) {
    state = .over
    context.waiting.remove(self)
  }

  // MARK: Answers

  /// Answers the request at hand.
  ///
  /// On a connection that is over it does nothing.
  public func respond(_ response: HTTPResponse) {
    guard case .answering(let head) = state else { return }
    let isKept = head.isKeepAlive && !response.closes && stream.isOpen
    send(response, isHead: head.method == .head, isKept: isKept)
    guard isKept else {
      state = .over
      return stream.finish(linger: .seconds(1))
    }
    state = .head(RequestHeadParser(limits: context.headLimits))
    isIdle = true
    stream.setTimer(after: context.keepAliveTimeout)
    wait()
    stream.resumeReading()
  }

  /// Answers the request with an upgrade (RFC 6455, 4.2.2) and hands the stream to a WebSocket.
  ///
  /// - Parameters:
  ///   - request: The checked request.
  ///   - subprotocol: One of those that the request offers, or nil.
  ///   - deflate: What was agreed about compression, or nil.
  ///   - context: The limits and times of the WebSocket.
  ///   - fields: Further fields of the answer.
  /// - Returns: The WebSocket; set its handler before the turn ends. It is nil when the connection is over.
  public func upgrade(
    _ request: UpgradeRequest, subprotocol: String? = nil, deflate: DeflateAgreement? = nil,
    context: WebSocketContext, fields: [HeadField] = []
  ) -> WebSocket? {
    guard case .answering = state, stream.isOpen else { return nil }
    state = .over
    let accept = webSocketAccept(key: Array(request.key.text.utf8).span)
    var response = UpgradeResponse(
      accept: String(decoding: accept, as: UTF8.self), subprotocol: subprotocol, deflate: deflate)
    for field in fields { append(field, to: &response) }
    write(response.bytes)
    let webSocket = WebSocket(on: stream, context: context, deflate: deflate)
    stream.resumeReading()
    return webSocket
  }

  private func append(_ field: HeadField, to response: inout UpgradeResponse) {
    do {
      try response.append(field.name, field.value)
    } catch {
      preconditionFailure("the service gave a field that no head can carry: \(error)")
    }
  }

  private func refuse(_ status: Status, _ sentence: String) {
    var response = HTTPResponse.refusal(status, sentence)
    response.closes = true
    state = .over
    send(response, isHead: false, isKept: false)
    context.service.refused(status, sentence)
    stream.finish(linger: .seconds(1))
  }

  private func send(_ response: HTTPResponse, isHead: Bool, isKept: Bool) {
    var head = ResponseHead(response.status)
    // RFC 9110, 8.6: a 204 has no body and does not say how long it is.
    if response.status != .noContent { head.setBody(type: response.contentType, count: response.body.count) }
    head.setKeepAlive(isKept)
    do {
      try head.append("Date", context.date())
      for field in response.fields { try head.append(field.name, field.value) }
    } catch {
      preconditionFailure("the service gave a field that no head can carry: \(error)")
    }
    write(head.bytes)
    if !isHead { write(response.body) }
  }

  private func write(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe stream.write($0) }
  }
}
