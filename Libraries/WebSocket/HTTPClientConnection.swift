import TautBytes
public import TautEventLoop
public import TautHandshake
public import TautTLS

/// Requests over one connection to an HTTP/1.1 server, one after the other, on a loop.
///
/// ```swift
/// let connection = HTTPClientConnection(on: reactor, to: server, at: addresses, tls: nil)
/// connection.send(head.bytes + body, timeout: .seconds(10)) { outcome in … }
/// ```
public final class HTTPClientConnection: StreamHandler {
  /// What is told of the answer, or of what kept it away.
  public typealias Completion = (Result<HTTPAnswer, HTTPClientError>) -> Void

  private enum State {
    /// Nothing is asked.
    case idle
    case head(ResponseHeadParser)
    case body(ReceivedResponseHead, BodyDecoder)
    case closed
  }

  /// How long the body of an answer may be.
  ///
  /// Default: 16 MiB.
  public var bodyLimit = 16 << 20

  private let reactor: Reactor
  /// The way to the server, until it is open.
  private var way: StreamAttempt?
  private var stream: Stream?
  private var timer: TimerID?
  private var state = State.idle
  private var completion: Completion?
  /// A request that waits for the connection to be established.
  private var waiting: [UInt8] = []

  /// Why the connection is closed, once it is.
  private var failure = HTTPClientError.closed

  /// Begins to connect; requests may be sent at once.
  ///
  /// - Parameters:
  ///   - reactor: The loop that the connection lives on.
  ///   - server: The server, whose name its certificate must have; the scheme stands for the one of HTTP.
  ///   - addresses: The server's addresses, or the proxy's, in the order in which they are tried.
  ///   - proxy: The proxy that opens the way to the server, or nil.
  ///   - tls: Whom to believe, or nil for plain TCP.
  public init(
    on reactor: Reactor, to server: WebSocketURL, at addresses: [SocketAddress], through proxy: ProxyURL? = nil,
    tls: TLSContext?
  ) {
    self.reactor = reactor
    let way = StreamAttempt(server, at: addresses, through: proxy, tls: tls, on: reactor) { [self] in opened($0) }
    self.way = way
    way.start()
  }

  private func opened(_ outcome: StreamAttempt.Outcome) {
    way = nil
    switch outcome {
    case .success(let stream):
      self.stream = stream
      stream.handler = self
      write(waiting)
      waiting = []
    case .failure(let error):
      failure = .connecting(error)
      fail(failure)
    }
  }

  /// Whether a request may be sent.
  public var isUsable: Bool {
    if case .idle = state { way != nil || stream?.isOpen == true } else { false }
  }

  /// Sends a request, head and body, and calls `completion` once with what comes of it.
  ///
  /// One request at a time; `timeout` runs from now on, with the time to connect.
  public func send(_ request: [UInt8], timeout: Duration, completion: @escaping Completion) {
    precondition(self.completion == nil, "one request at a time")
    guard isUsable else { return completion(.failure(failure)) }
    self.completion = completion
    state = .head(ResponseHeadParser())
    timer = reactor.after(timeout) { [weak self] in self?.fail(.timeout) }
    if way == nil { write(request) } else { waiting = request }
  }

  /// Closes the connection; a request under way fails.
  public func close() {
    finish(.failure(.closed))
    state = .closed
    way?.abort()
    way = nil
    stream?.close()
  }

  // MARK: Stream

  /// Takes the answer out of `bytes`.
  public func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    var used = 0
    while used < bytes.count {
      // The rest of the buffer is lent to the parsers for the call only.
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[used...]).bytes
      switch state {
      case .head(let parser): used += receiveHead(rest, parser)
      case .body(let head, let decoder): used += receiveBody(rest, head, decoder)
      // RFC 9112, 9.4: what nobody asked for belongs to no request.
      case .idle, .closed:
        close()
        return bytes.count
      }
    }
    return used
  }

  private func receiveHead(_ bytes: RawSpan, _ parser: consuming ResponseHeadParser) -> Int {
    state = .closed  // so that the parser's storage has one owner
    do {
      guard let count = try parser.receive(bytes), let head = parser.head else {
        state = .head(parser)
        return bytes.byteCount
      }
      try begin(head)
      return count
    } catch {
      fail(.malformed("\(error)"))
      return bytes.byteCount
    }
  }

  private func begin(_ head: ReceivedResponseHead) throws(BodyError) {
    // RFC 9110, 15.2: an interim response announces the one that counts.
    if head.status.code < 200 {
      state = .head(ResponseHeadParser())
      return
    }
    let decoder = try BodyDecoder(head.body, limit: bodyLimit)
    if decoder.isComplete { deliver(head, []) } else { state = .body(head, decoder) }
  }

  private func receiveBody(_ bytes: RawSpan, _ head: ReceivedResponseHead, _ decoder: consuming BodyDecoder) -> Int {
    state = .closed
    do {
      let count = try decoder.receive(bytes)
      if decoder.isComplete { deliver(head, decoder.body) } else { state = .body(head, decoder) }
      return count ?? bytes.byteCount
    } catch {
      fail(.malformed("\(error)"))
      return bytes.byteCount
    }
  }

  private func deliver(_ head: ReceivedResponseHead, _ body: [UInt8]) {
    let isKept = head.version == .http11 && !head.fields.list(named: "Connection", contains: "close")
    state = isKept && head.body != .untilClose ? .idle : .closed
    if case .closed = state { stream?.close() }
    finish(.success(HTTPAnswer(status: head.status, fields: head.fields, body: body)))
  }

  /// A body without a length ends here, and everything else is cut off.
  public func streamReachedEnd(_ stream: Stream) {
    if case .body(let head, var decoder) = state, (try? decoder.receiveEnd()) != nil {
      return deliver(head, decoder.body)
    }
    fail(.closed)
  }

  /// Tells who waits.
  public func stream(_ stream: Stream, closed error: StreamError?) {
    state = .closed
    if let error { failure = .stream(error) }
    finish(.failure(failure))
    self.stream = nil
  }

  private func fail(_ error: HTTPClientError) {
    state = .closed
    finish(.failure(error))
    way?.abort()
    way = nil
    stream?.abort()
  }

  private func finish(_ outcome: Result<HTTPAnswer, HTTPClientError>) {
    if let timer { reactor.cancel(timer) }
    timer = nil
    let completion = self.completion
    self.completion = nil
    completion?(outcome)
  }

  private func write(_ bytes: [UInt8]) {
    // The stream copies the bytes during the call.
    unsafe bytes.withUnsafeBytes { unsafe stream?.write($0) }
  }
}
