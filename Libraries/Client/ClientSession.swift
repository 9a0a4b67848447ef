import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautWebSocket

/// The side of a connection that lives on the loop: what was received, and who waits for what.
final class ClientSession: WebSocketHandler {
  let webSocket: WebSocket
  private let options: ConnectOptions
  private var inbox: [Message] = []
  private var firstMessage = 0
  private var inboxBytes = 0
  /// Whether reading pauses because the application takes no messages.
  private var isFull = false
  /// Whether reading pauses because the peer takes no answers.
  private var isHeldBack = false
  private var isPaused = false
  private(set) var ending: CloseSummary?

  private var receiver: Waiter?
  private var senders: [Waiter] = []
  private var closers: [Waiter] = []
  private var pings: [(payload: [UInt8], waiter: Waiter)] = []

  init(_ webSocket: WebSocket, options: ConnectOptions) {
    self.webSocket = webSocket
    self.options = options
    webSocket.handler = self
  }

  // MARK: Receiving

  /// Takes the oldest message that waits.
  func takeMessage() -> Message? {
    guard firstMessage < inbox.count else { return nil }
    let message = inbox[firstMessage]
    firstMessage += 1
    inboxBytes -= message.count
    if firstMessage == inbox.count {
      inbox.removeAll(keepingCapacity: inbox.count < 1024)
      firstMessage = 0
    } else if firstMessage >= 1024 {
      inbox.removeFirst(firstMessage)
      firstMessage = 0
    }
    if isFull && inboxBytes <= options.inboxLimit / 2 {
      isFull = false
      updateReading()
    }
    return message
  }

  /// Has `waiter` resumed when there is a message or the end.
  ///
  /// One task receives at a time.
  func awaitMessage(_ waiter: Waiter) {
    precondition(receiver == nil, "one task receives from a connection at a time")
    receiver = waiter
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    let received = kind == .text ? Message.text(String(decoding: message)) : .binary([UInt8](message))
    if let answer = options.answer?(received) { send(answer) }
    inbox.append(received)
    inboxBytes += message.byteCount
    if inboxBytes > options.inboxLimit && webSocket.isOpen {
      isFull = true
      updateReading()
    }
    receiver.take()?.resume()
  }

  private func updateReading() {
    guard isPaused != (isFull || isHeldBack) else { return }
    isPaused.toggle()
    if isPaused { webSocket.stream.pauseReading() } else { webSocket.stream.resumeReading() }
  }

  // MARK: Sending

  /// Whether the transport takes more.
  var isWritable: Bool { !webSocket.stream.isStalled }

  /// Has `waiter` resumed when the transport takes more, or the connection is over.
  func awaitWritable(_ waiter: Waiter) {
    senders.append(waiter)
  }

  func send(_ message: Message) {
    switch message {
    case .text(let text): text.withBytes { webSocket.send($0, as: .text) }
    case .binary(let bytes): bytes.withBytes { webSocket.send($0, as: .binary) }
    }
  }

  /// What is not read needs no answer: the peer's own flow control then holds it back.
  func webSocketStalled(_ webSocket: WebSocket) {
    guard options.answer != nil, webSocket.isOpen else { return }
    isHeldBack = true
    updateReading()
  }

  func webSocketDrained(_ webSocket: WebSocket) {
    isHeldBack = false
    updateReading()
    resumeAll(&senders)
  }

  // MARK: Pings

  func ping(_ payload: [UInt8], _ waiter: Waiter) {
    pings.append((payload, waiter))
    payload.withBytes { webSocket.ping($0) }
  }

  func webSocket(_ webSocket: WebSocket, receivedPing payload: RawSpan) {
    options.observe?(.ping([UInt8](payload)))
  }

  func webSocket(_ webSocket: WebSocket, receivedPong payload: RawSpan) {
    options.observe?(.pong([UInt8](payload)))
    guard let position = pings.firstIndex(where: { $0.payload.withBytes { $0.equals(payload) } }) else { return }
    // RFC 6455, 5.5.3: a peer may answer only the latest of several pings.
    let answered = pings[...position].map(\.waiter)
    pings.removeFirst(position + 1)
    for waiter in answered { waiter.resume() }
  }

  // MARK: Closing

  func close(_ code: CloseCode, reason: String) {
    webSocket.close(code, reason: reason)
    // Nobody may take what still comes, and the peer's close frame stands behind it.
    isFull = false
    isHeldBack = false
    updateReading()
  }

  func awaitClose(_ waiter: Waiter) {
    closers.append(waiter)
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    self.ending = CloseSummary(ending)
    receiver.take()?.resume()
    resumeAll(&senders)
    resumeAll(&closers)
    for ping in pings { ping.waiter.resume() }
    pings = []
  }

  private func resumeAll(_ waiters: inout [Waiter]) {
    let all = waiters
    waiters = []
    for waiter in all { waiter.resume() }
  }

  // MARK: Giving up

  /// Takes back a wait that ends by itself: the time is over, or the task was cancelled.
  func withdraw(_ waiter: Waiter) {
    if receiver === waiter { receiver = nil }
    senders.removeAll { $0 === waiter }
    closers.removeAll { $0 === waiter }
    pings.removeAll { $0.waiter === waiter }
    waiter.giveUp()
  }
}
