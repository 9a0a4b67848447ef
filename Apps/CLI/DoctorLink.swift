internal import TautBytes
internal import TautClient
internal import TautEventLoop
internal import TautFraming
internal import TautWebSocket

/// The connection under examination, on its loop: what comes, in order, with alarms for what does not come.
final class DoctorLink: WebSocketHandler {
  /// Something that happened.
  enum Event: Sendable {
    case message(Message)
    case pong
    case closed(Ending)
    /// The time of the alarm with this number is over.
    case alarm(Int)
  }

  /// The events that wait; a feed may be quick, and only the newest matter.
  private static let limit = 1024

  let webSocket: WebSocket
  /// What happens; after ``Event/closed(_:)`` nothing does.
  let events: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation
  private let reactor: Reactor
  private var alarms = 0

  init(_ webSocket: WebSocket, on reactor: Reactor) {
    self.webSocket = webSocket
    self.reactor = reactor
    (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(Self.limit))
    webSocket.handler = self
  }

  /// Has ``Event/alarm(_:)`` come after `limit`, with the number that is returned.
  func setAlarm(after limit: Duration) -> Int {
    alarms += 1
    let number = alarms
    reactor.after(limit) { [continuation] in continuation.yield(.alarm(number)) }
    return number
  }

  /// Sends a message.
  func send(_ message: Message) {
    switch message {
    case .text(let text): text.withBytes { webSocket.send($0, as: .text) }
    case .binary(let bytes): bytes.withBytes { webSocket.send($0, as: .binary) }
    }
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    continuation.yield(.message(kind == .text ? .text(String(decoding: message)) : .binary([UInt8](message))))
  }

  func webSocket(_ webSocket: WebSocket, receivedPong payload: RawSpan) {
    continuation.yield(.pong)
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    continuation.yield(.closed(ending))
  }
}
