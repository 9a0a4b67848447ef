import TautBytes
public import TautEventLoop
import TautFraming
public import TautHandshake

/// One WebSocket connection on an event loop, in either role, after the opening handshake.
///
/// It takes what its stream receives, unmasks and checks it where it lies in the loop's receive buffer, and hands whole
/// messages to its handler. What is sent leaves at the end of the loop's turn.
public final class WebSocket: StreamHandler {
  /// The stream below.
  public let stream: Stream

  /// The limits and times, shared with other connections of the same kind.
  public let context: WebSocketContext

  /// The object that is told what happens; held until the connection is over.
  public var handler: (any WebSocketHandler)? {
    get { told }
    set { told = newValue }
  }
  // Private, so that no access to it is checked at run time.
  private var told: (any WebSocketHandler)?

  var decoder: FrameDecoder
  var closing: ClosingHandshake {
    get { unsafe handshake }
    set { unsafe handshake = newValue }
  }
  /// It is looked at for every frame that is sent; no access lasts while other code runs.
  @exclusivity(unchecked) private var handshake: ClosingHandshake
  var assembly: MessageAssembly?
  let compression: Compression?
  var error: EndingError?
  var lastReceived: ContinuousClock.Instant
  var isAwaitingPong = false

  /// Takes over `stream` after the opening handshake.
  ///
  /// - Parameters:
  ///   - stream: The stream; its handler becomes this WebSocket.
  ///   - context: The limits and times.
  ///   - deflate: What was negotiated about compression.
  public init(on stream: Stream, context: WebSocketContext, deflate: DeflateAgreement? = nil) {
    self.stream = stream
    self.context = context
    decoder = FrameDecoder(role: context.role, limits: context.limits, allowsCompression: deflate != nil)
    unsafe handshake = ClosingHandshake(role: context.role)
    compression = deflate.map {
      Compression($0, role: context.role == .server ? .server : .client, resources: context.resources)
    }
    lastReceived = stream.reactor.now
    stream.backlogLimit = context.backlogLimit
    stream.handler = self
    armKeepalive()
  }

  /// Whether messages may be sent.
  public var isOpen: Bool { closing.allowsSending && stream.isOpen }

  /// Whether messages are compressed, from a size on.
  public var isCompressed: Bool { compression != nil }

  // MARK: Stream

  /// Takes frames out of `bytes` and hands them on.
  ///
  /// - Returns: how many bytes were used; what is left is the beginning of a frame's header or of a control frame.
  public func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    lastReceived = stream.reactor.now
    isAwaitingPong = false
    // The decoder lives in a local variable for the batch: no exclusivity check per frame. Nothing that the handler
    // calls touches it.
    var decoder = decoder
    defer { self.decoder = decoder }
    // The span and the payloads that are lent from `bytes` never overlap in time: the decoder runs between the calls.
    var span = unsafe bytes.mutableBytes
    var position = 0
    guard let handler else { return bytes.count }
    do throws(FrameError) {
      while let event = try decoder.next(&span, &position, bytes.count) {
        if case .message(let kind, let range) = event {
          unsafe handler.webSocket(self, received: UnsafeRawBufferPointer(rebasing: bytes[range]).bytes, as: kind)
        } else {
          unsafe handle(event, in: UnsafeRawBufferPointer(bytes))
        }
        if !stream.isReading { return stream.isOpen ? position : bytes.count }
      }
    } catch {
      fail(ClosePayload(error), .frame(error))
      return bytes.count
    }
    return position
  }

  private func handle(_ event: FrameEvent, in bytes: UnsafeRawBufferPointer) {
    switch event {
    case .message: break
    case .part(let part):
      unsafe receive(part, UnsafeRawBufferPointer(rebasing: bytes[part.range]).bytes)
    case .ping(let range):
      let payload = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
      // RFC 6455, 5.5.3: a pong carries the ping's payload.
      if closing.allowsSending { unsafe sendFrame(.pong, payload) }
      unsafe handler?.webSocket(self, receivedPing: payload.bytes)
    case .pong(let range):
      unsafe handler?.webSocket(self, receivedPong: UnsafeRawBufferPointer(rebasing: bytes[range]).bytes)
    case .close(let code, let range):
      let reason = unsafe String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]).bytes)
      perform(closing.receiveClose(code, reason: reason))
    }
  }

  private func receive(_ part: MessagePart, _ bytes: RawSpan) {
    let assembly = self.assembly ?? MessageAssembly(part)
    self.assembly = assembly
    if part.isCompressed, let compression {
      do throws(AssemblyError) {
        try assembly.append(
          compressed: bytes, isLast: part.isLast, limit: context.limits.maxMessage, by: compression)
      } catch {
        return fail(error.closePayload, .inflate(error.closePayload.reason))
      }
    } else {
      assembly.append(bytes)
    }
    guard part.isLast else { return }
    self.assembly = nil
    unsafe handler?.webSocket(self, received: assembly.bytes.span.bytes, as: assembly.kind)
  }

  /// The peer ended its direction: without a close handshake that is an abnormal end.
  public func streamReachedEnd(_ stream: Stream) {
    stream.close()
  }

  /// Tells the handler.
  public func streamStalled(_ stream: Stream) {
    handler?.webSocketStalled(self)
  }

  /// Tells the handler.
  public func streamDrained(_ stream: Stream) {
    handler?.webSocketDrained(self)
  }

  /// Tells the handler how the connection ended.
  public func stream(_ stream: Stream, closed error: StreamError?) {
    _ = closing.receiveEndOfStream()
    let outcome = outcome
    let cause = self.error ?? (outcome.isClean ? nil : error.map { .stream($0) })
    let last = handler
    handler = nil
    assembly = nil
    last?.webSocket(self, closed: Ending(outcome: outcome, sent: closing.sent, error: cause))
  }

  /// What the connection ended with: where this side failed it, the code and the reason that it sent.
  private var outcome: ClosingHandshake.Outcome {
    let outcome = closing.outcome ?? ClosingHandshake.Outcome(code: .abnormalClosure, isClean: false)
    guard !outcome.isClean, error != nil, let sent = closing.sent, let code = sent.code else { return outcome }
    return ClosingHandshake.Outcome(code: code, reason: sent.reason, isClean: false)
  }
}
