import TautEnvelope
import TautJSON
import TautRooms

/// What a client asks for with `subscribe` or `unsubscribe`, understood and checked.
struct SubscriptionOrder {
  var room: RoomName
  var filter: Filter
  /// Whether the client said anything about filters.
  var namesFilters: Bool
  var policy: SlowReaderPolicy
  var delivery: DeliveryOptions
  var since: RecoveryPoint?

  init(_ payload: JSONSlice, in bytes: RawSpan, limits: HubConfiguration) throws(SubscriptionRefusal) {
    let request = try Self.request(payload, in: bytes)
    room = try Self.room(request.channel, in: bytes)
    filter = try Self.filter(request.filters, in: bytes, limits: limits.filters, room)
    namesFilters = request.filters != nil
    policy = try Self.policy(request.options, room)
    delivery = try Self.delivery(request.options, room, limits.delivery)
    since = request.since.map { RecoveryPoint(epoch: Epoch($0.epoch), offset: $0.offset) }
  }

  private static func request(
    _ payload: JSONSlice, in bytes: RawSpan
  ) throws(SubscriptionRefusal) -> SubscribeRequest {
    do {
      return try SubscribeRequest(payload, in: bytes)
    } catch {
      throw SubscriptionRefusal(.invalidPayload, error.description)
    }
  }

  private static func room(_ channel: JSONSlice, in bytes: RawSpan) throws(SubscriptionRefusal) -> RoomName {
    do {
      // A request's channel is always a string.
      return try RoomName(channel.string(in: bytes)!)
    } catch {
      throw SubscriptionRefusal(.unknownRoom, error.description)
    }
  }

  private static func filter(
    _ filters: JSONSlice?, in bytes: RawSpan, limits: FilterLimits, _ room: RoomName
  ) throws(SubscriptionRefusal) -> Filter {
    guard let filters else { return Filter() }
    do {
      return try Filter(filters, in: bytes, limits: limits)
    } catch {
      throw SubscriptionRefusal(.invalidFilters, error.description, channel: room.text)
    }
  }

  /// `policy` names the policy; `conflate` alone asks for the latest by a key.
  private static func policy(
    _ options: SubscribeOptions, _ room: RoomName
  ) throws(SubscriptionRefusal) -> SlowReaderPolicy {
    let path = options.conflate.map { JSONPath($0) } ?? JSONPath(names: [])
    switch options.policy {
    case nil: return options.conflate == nil ? .disconnect : .latest(by: path)
    case "disconnect": return .disconnect
    case "drop_oldest": return .dropOldest
    case "latest": return .latest(by: path)
    default:
      throw SubscriptionRefusal(
        .invalidOptions, "options.policy is not disconnect, drop_oldest or latest", channel: room.text)
    }
  }

  private static func delivery(
    _ options: SubscribeOptions, _ room: RoomName, _ limits: DeliveryLimits
  ) throws(SubscriptionRefusal) -> DeliveryOptions {
    var delivery = DeliveryOptions()
    switch options.deduplicate {
    case nil: break
    case .publicationId: delivery.deduplicate = .publicationID
    case .path(let path): delivery.deduplicate = .path(JSONPath(path))
    }
    delivery.conflate = options.conflate.map { JSONPath($0) }
    delivery.throttle = .milliseconds(options.throttleMs ?? 0)
    if let size = options.batchSize, size > 1 {
      delivery.batch = DeliveryOptions.Batch(size: size)
      if let age = options.batchMs { delivery.batch!.age = .milliseconds(age) }
    }
    do {
      try delivery.validate(limits)
    } catch {
      throw SubscriptionRefusal(.invalidOptions, error.description, channel: room.text)
    }
    return delivery
  }
}
