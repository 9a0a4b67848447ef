import TautBytes
import TautEnvelope
import TautEventLoop
import TautFraming
import TautJSON
import TautUserChannel
import TautWebSocket

/// A client of the user channel: what concerns the channel goes there, and everything else to the hub.
final class UserSession: HubSession {
  /// What is handed to the transport in one turn, so that what is pending does not become a backlog that is too large.
  private static let bytesPerTurn = 128 << 10
  /// The bytes that wait for one client: a full inbox whose payloads all stand in their messages twice, and some more.
  ///
  /// What a client misses by being closed it gets by its next `get_pending`.
  private static let limit = 10 << 20

  /// The connection's number in the channel.
  let number: UInt64
  private unowned let users: UserChannelHost
  private let home: Int
  private var waiting: [[UInt8]] = []
  private var first = 0
  private var waitingBytes = 0
  private var isPacing = false

  init(_ webSocket: WebSocket, slot: UInt32, serving: ServerLoop, number: UInt64, home: Int) {
    self.number = number
    self.home = home
    users = serving.users
    super.init(webSocket, slot: slot, serving: serving)
  }

  override func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    guard kind == .text, let view = try? UserCodec.decode(message), let request = UserRequest(view, in: message),
      view.correlationId.map({ $0.byteCount <= 256 }) ?? true
    else { return super.webSocket(webSocket, received: message, as: kind) }
    guard serving.admits(slot) else { return }
    let id = view.correlationId.map { $0.copy(in: message) } ?? []
    users.at(home) { [number] in $0.receive(request, from: number, correlationID: id) }
  }

  /// The hub holds publications back meanwhile.
  ///
  /// What waits here has bounds of its own, which are not the hub's.
  override func webSocketStalled(_ webSocket: WebSocket) {
    serving.stalled(slot, backlog: 0)
  }

  override func webSocketDrained(_ webSocket: WebSocket) {
    super.webSocketDrained(webSocket)
    flush()
  }

  override func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    dropWaiting()
    users.forget(number)
    users.at(home) { [number] in $0.disconnect(number) }
    super.webSocket(webSocket, closed: ending)
  }

  // MARK: Sending

  /// Sends a message, after those that wait.
  func send(_ message: [UInt8]) {
    guard webSocket.isOpen else { return }
    waiting.append(message)
    waitingBytes += message.count
    if waitingBytes > Self.limit {
      dropWaiting()
      return webSocket.close(.slowConsumer, reason: "\(Self.limit) bytes wait, which is the limit")
    }
    flush()
  }

  private func flush() {
    guard !isPacing else { return }
    var sent = 0
    while first < waiting.count, !webSocket.stream.isStalled {
      guard sent < Self.bytesPerTurn else { return goOnInNextTurn() }
      let message = takeFirst()
      message.withBytes { webSocket.send($0, as: .text) }
      sent += message.count
    }
    forgetSent()
  }

  private func takeFirst() -> [UInt8] {
    var message: [UInt8] = []
    swap(&message, &waiting[first])
    first += 1
    waitingBytes -= message.count
    return message
  }

  /// Gives the places of sent messages back: all at the end, and before that when they are half of all.
  private func forgetSent() {
    guard first == waiting.count || first > max(1_024, waiting.count / 2) else { return }
    waiting.removeFirst(first)
    first = 0
  }

  private func dropWaiting() {
    waiting = []
    first = 0
    waitingBytes = 0
  }

  private func goOnInNextTurn() {
    isPacing = true
    forgetSent()
    serving.reactor.after(.zero) { [weak self] in
      self?.isPacing = false
      self?.flush()
    }
  }
}
