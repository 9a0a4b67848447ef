import TautEventLoop
import TautHandshake
import TautHub
import TautRooms

/// The questions of requests to the hub, which a room's home answers.
extension ServerLoop {
  // MARK: Publishing

  /// Publishes for a request, which is answered when the room's home has given the offset.
  func publish(_ request: PublishRequest, for exchange: Exchange?) {
    nextToken += 1
    let token = nextToken
    waiting[token] = exchange
    tell { hub, output in hub.publish(request, token: ReplyToken(rawValue: token), at: now, into: &output) }
  }

  func answer(_ token: ReplyToken, _ receipt: PublishReceipt) {
    guard let exchange = waiting.removeValue(forKey: token.rawValue) else { return }
    measures.publish.record(ContinuousClock.now - exchange.began)
    exchange.respond(.receipt(receipt))
  }

  func answer(_ token: ReplyToken, _ error: PublishError) {
    waiting.removeValue(forKey: token.rawValue)?.respond(.refusal(of: error))
  }

  // MARK: Reading

  /// Reads what a room remembers for a request; where there is nothing yet, it is answered after `wait` at the latest.
  func read(_ request: HistoryRequest, for exchange: Exchange, waiting wait: Duration) {
    nextToken += 1
    let token = nextToken
    reading[token] = (exchange, request.room)
    var number: UInt64 = 0
    tell { hub, output in
      number = hub.read(request, token: ReplyToken(rawValue: token), at: now, into: &output)
    }
    guard request.waits, reading[token] != nil else { return }
    reactor.after(wait) { [weak self] in
      guard let self, reading[token] != nil else { return }
      tell { hub, output in hub.endPoll(number, into: &output) }
    }
  }

  func answer(_ token: ReplyToken, _ recovery: RoomRecovery?) {
    guard let (exchange, room) = reading.removeValue(forKey: token.rawValue) else { return }
    guard let recovery else { return exchange.refuse(.notFound, "there is no room \(room)") }
    exchange.respond(.history(recovery, of: room))
  }

  /// Asks who is in a room, for a request.
  func askForPresence(of room: RoomName, limit: Int, for exchange: Exchange) {
    nextToken += 1
    let token = nextToken
    counting[token] = (exchange, room)
    tell { hub, output in
      hub.presence(of: room, limit: limit, token: ReplyToken(rawValue: token), at: now, into: &output)
    }
  }

  func answer(_ token: ReplyToken, _ status: RoomPresenceStatus?) {
    guard let (exchange, room) = counting.removeValue(forKey: token.rawValue) else { return }
    guard let status else { return exchange.refuse(.notFound, "there is no room \(room)") }
    exchange.respond(.presence(status))
  }
}
