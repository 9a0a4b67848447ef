import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

/// Publishing by clients: by administrators, and where ``HubConfiguration/clientsMayPublish`` lets them by all.
extension Hub {
  /// The tokens of clients' publishes, apart from those that the hub's caller gives out.
  private static let clientTokens: UInt64 = 1 << 63

  /// Handles `publish {channel, type, payload}`, which is answered with `published {channel, epoch, offset}`.
  ///
  /// The `id` of the payload or of `meta` makes it idempotent: a client that lost the answer with its connection asks again, and the
  /// publication is made once.
  mutating func publish(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    guard configuration.clientsMayPublish || isAdministrator(slot) else {
      return refuse(.notAllowed, "clients may not publish here", view, bytes, from: slot, at: now, into: &output)
    }
    do throws(PublishError) {
      var request = try PublishRequest(json: bytes.extracting(Self.request(view, in: bytes).range))
      guard allows(slot, room: request.room.text) else {
        return refuseUngranted(view, bytes, from: slot, at: now, into: &output)
      }
      request.id = request.id ?? view.meta?.member("id", in: bytes)?.string(in: bytes)
      tickets += 1
      publishers[tickets] = ClientPublisher(
        slot: slot, generation: connections[Int(slot)]!.generation, id: view.correlationId?.copy(in: bytes) ?? [])
      publish(request, token: ReplyToken(rawValue: Self.clientTokens | tickets), at: now, into: &output)
    } catch {
      refuse(.invalidPayload, error.description, view, bytes, from: slot, at: now, into: &output)
    }
  }

  /// What is to be published.
  ///
  /// A flat message has a `type` of its own, so that the whole request stands in `payload`.
  private static func request(_ view: EnvelopeView, in bytes: RawSpan) -> JSONSlice {
    guard view.isFlat, let whole = view.payload.member("payload", in: bytes), whole.kind == .object,
      whole.member("type", in: bytes) != nil, whole.member("payload", in: bytes) != nil
    else { return view.payload }
    return whole
  }

  /// Answers the client of this hub that a token is for, and tells whether it is for one.
  mutating func answerClient(
    _ token: ReplyToken, _ result: Result<PublishReceipt, PublishError>, at now: Moment, into output: inout HubOutput
  ) -> Bool {
    guard token.rawValue & Self.clientTokens != 0 else { return false }
    guard let publisher = publishers.removeValue(forKey: token.rawValue & ~Self.clientTokens),
      connection(publisher.slot)?.generation == publisher.generation
    else { return true }
    publisher.id.withBytes { id in
      let id = id.byteCount > 0 ? id : nil
      switch result {
      case .success(let receipt):
        reply("published", to: publisher.slot, id, at: now, into: &output) { json in
          json.beginObject()
          json.member("channel", receipt.room.text)
          json.member("epoch", receipt.epoch.description)
          json.member("offset", receipt.offset)
          json.endObject()
        }
      case .failure(let error):
        reply(.error, to: publisher.slot, id, at: now, into: &output) { json in
          json.error(.invalidPayload, error.description)
        }
        count(.invalidPayload)
      }
    }
    return true
  }
}

/// A client that waits for the answer to its publish.
struct ClientPublisher: Sendable {
  var slot: UInt32
  var generation: UInt64
  /// The correlation id as it is spelled.
  var id: [UInt8]
}
