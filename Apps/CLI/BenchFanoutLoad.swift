internal import TautBytes
internal import TautEventLoop
internal import TautFraming
internal import TautHandshake
internal import TautJSON
internal import TautTLS
internal import TautWebSocket

/// Publications over HTTP that must reach every subscriber of a room, once each and in order.
final class BenchFanoutLoad: BenchLoad {
  let run: BenchRun
  private var subscribers: [BenchSubscriber] = []
  private var publishers: [BenchPublisher] = []
  private var confirmed = 0
  /// Publications that were due while every publisher was busy.
  private var waiting = BenchQueue()

  init(_ run: BenchRun) {
    self.run = run
  }

  // MARK: Opening

  func open() {
    for _ in 0..<run.command.connections {
      run.connect { [self] webSocket in
        subscribers.append(BenchSubscriber(webSocket, load: self))
        subscription.withBytes { webSocket.send($0, as: .text) }
      }
    }
  }

  private var subscription: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("type", "subscribe")
    json.member("ts", Int64(0))
    json.member("correlationId", "bench")
    json.member("version", "2.0")
    json.name("payload")
    json.beginObject()
    json.member("channel", run.command.room)
    json.endObject()
    json.endObject()
    return json.bytes
  }

  fileprivate func confirm() {
    confirmed += 1
    guard confirmed == run.command.connections else { return }
    for number in 0..<run.command.pipeline { publishers.append(BenchPublisher(number, load: self)) }
    run.begin()
  }

  // MARK: Publishing

  func begin() {
    for publisher in publishers { publisher.publish(due: run.meter.now) }
  }

  func begin(due: Int64) {
    if let free = publishers.first(where: \.isFree) { free.publish(due: due) } else { waiting.append(due) }
  }

  /// A subscriber received what it must receive next from this publisher.
  fileprivate func receive(_ mark: BenchMark) {
    publishers[mark.publisher].arrived(at: run.command.connections)
  }

  fileprivate func becameFree(_ publisher: BenchPublisher) {
    guard !run.isEnding else { return }
    if run.command.rate == nil {
      publisher.publish(due: run.meter.now)
    } else if let due = waiting.popFirst() {
      publisher.publish(due: due)
    }
  }

  var unanswered: Int {
    run.command.rate == nil ? 0 : waiting.count + publishers.count { !$0.isFree }
  }

  func close() {
    for subscriber in subscribers { subscriber.webSocket.close() }
    for publisher in publishers { publisher.close() }
  }
}

/// One connection that subscribes and checks what it gets.
private final class BenchSubscriber: WebSocketHandler {
  let webSocket: WebSocket
  private let load: BenchFanoutLoad
  private var isConfirmed = false
  private var expected: [Int]

  init(_ webSocket: WebSocket, load: BenchFanoutLoad) {
    self.webSocket = webSocket
    self.load = load
    expected = Array(repeating: 0, count: load.run.command.pipeline)
    webSocket.handler = self
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    guard let mark = BenchMark(in: message), expected.indices.contains(mark.publisher) else {
      return receiveOther(message)
    }
    // Messages of a former run in the room's history, or of another run at the same time, are not ours.
    guard mark.number == expected[mark.publisher] else {
      return load.run.meter.fail("publication \(mark.number) came where \(expected[mark.publisher]) was due")
    }
    expected[mark.publisher] += 1
    load.receive(mark)
  }

  /// The answer to the subscription, or what others publish in the room.
  private func receiveOther(_ message: RawSpan) {
    guard !isConfirmed else { return }
    let text = String(decoding: message)
    if text.contains("subscription_confirmed") {
      isConfirmed = true
      load.confirm()
    } else if text.contains("_error") || text.contains("\"error\"") {
      load.run.fail(.network("the subscription was refused: \(text)"))
    }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    load.run.connectionEnded(ending)
  }
}

/// One connection that publishes: the next publication when the last has arrived everywhere.
private final class BenchPublisher {
  private let number: Int
  private let load: BenchFanoutLoad
  private let connection: HTTPClientConnection
  private var published = 0
  private var due: Int64 = 0
  private var missing = 0
  private var isAnswered = true

  init(_ number: Int, load: BenchFanoutLoad) {
    self.number = number
    self.load = load
    let target = load.run.target
    connection = HTTPClientConnection(
      on: load.run.reactor, to: target.request.url, at: target.addresses, tls: target.tls)
  }

  /// Whether the last publication was answered and has arrived everywhere.
  var isFree: Bool { isAnswered && missing == 0 }

  func publish(due: Int64) {
    self.due = due
    missing = load.run.command.connections
    isAnswered = false
    connection.send(request(BenchMark(publisher: number, number: published)), timeout: .seconds(30)) { [self] outcome in
      finish(outcome)
    }
    published += 1
  }

  private func request(_ mark: BenchMark) -> [UInt8] {
    let command = load.run.command
    let message = PublishMessage(room: command.room, type: "bench", payload: mark.payload(size: command.size))
    let body = message.body
    var head = OutgoingRequestHead(.post, target: "/ws/v2/publish", host: load.run.target.request.url.hostField)
    head.setBody(type: "application/json", count: body.count)
    if let token = command.connection.token { try? head.append("Authorization", "Bearer \(token)") }
    return head.bytes + body
  }

  private func finish(_ outcome: Result<HTTPAnswer, HTTPClientError>) {
    guard !load.run.isEnding else { return }
    switch outcome {
    case .success(let answer) where answer.status.code == 200:
      isAnswered = true
      if isFree { load.becameFree(self) }
    case .success(let answer):
      load.run.fail(.network("a publication was refused with \(answer.status.code)"))
    case .failure(let error):
      load.run.fail(.network("a publication failed: \(error)"))
    }
  }

  /// One of `subscribers` has the publication.
  func arrived(at subscribers: Int) {
    missing -= 1
    guard missing == 0 else { return }
    load.run.meter.complete(due, operations: subscribers)
    if isFree { load.becameFree(self) }
  }

  func close() {
    connection.close()
  }
}
