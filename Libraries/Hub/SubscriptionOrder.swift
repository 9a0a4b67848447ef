import TautEnvelope
import TautJSON
import TautRooms

/// What a client asks for with `subscribe` or `unsubscribe`, understood and checked.
struct SubscriptionOrder: Sendable {
  /// The room; of a pattern, its first segment, which is replaced by each room that it covers.
  var room: RoomName
  /// The pattern of a wildcard subscription.
  var pattern: RoomPattern?
  var filter: Filter
  /// Whether the client said anything about filters.
  var namesFilters: Bool
  var policy: SlowReaderPolicy
  var delivery: DeliveryOptions
  var wantsPresence: Bool
  var since: RecoveryPoint?
  /// Where the client was in the rooms of a pattern.
  var sinceRooms: [RoomName: RecoveryPoint] = [:]
  /// Whether the room came into being after the subscription that covers it.
  var isNewRoom = false

  init(_ payload: JSONSlice, in bytes: RawSpan, limits: HubConfiguration) throws(SubscriptionRefusal) {
    let request = try Self.request(payload, in: bytes)
    // A request's channel is always a string.
    let channel = request.channel.string(in: bytes)!
    (room, pattern) = try Self.place(channel)
    filter = try Self.filter(request.filters, in: bytes, limits: limits.filters, channel)
    namesFilters = request.filters != nil
    policy = try Self.policy(request.options, channel)
    delivery = try Self.delivery(request.options, channel, limits.delivery)
    wantsPresence = request.options.presence ?? false
    since = request.since.map { RecoveryPoint(epoch: Epoch($0.epoch), offset: $0.offset) }
    if let rooms = request.sinceRooms, pattern != nil {
      sinceRooms = try Self.sinceRooms(rooms, in: bytes, limit: limits.roomsPerPattern, channel)
    }
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

  private static func place(_ channel: String) throws(SubscriptionRefusal) -> (RoomName, RoomPattern?) {
    if RoomPattern.isPattern(channel) {
      do {
        let pattern = try RoomPattern(channel)
        return (pattern.root, pattern)
      } catch {
        throw SubscriptionRefusal(.unknownRoom, error.description)
      }
    }
    do {
      return (try RoomName(channel), nil)
    } catch {
      throw SubscriptionRefusal(.unknownRoom, error.description)
    }
  }

  /// Where the client was in each room; names that are none are passed over, since no room has them.
  private static func sinceRooms(
    _ rooms: JSONSlice, in bytes: RawSpan, limit: Int, _ channel: String
  ) throws(SubscriptionRefusal) -> [RoomName: RecoveryPoint] {
    var points: [RoomName: RecoveryPoint] = [:]
    var members = JSONMembers(of: rooms)
    while let member = members.next(in: bytes) {
      guard points.count < limit else {
        throw SubscriptionRefusal(
          .invalidPayload, "since.rooms has more members than the limit of \(limit)", channel: channel)
      }
      guard let room = member.name.string(in: bytes).flatMap({ try? RoomName($0) }) else { continue }
      do {
        let since = try SubscribeSince(member.value, in: bytes)
        points[room] = RecoveryPoint(epoch: Epoch(since.epoch), offset: since.offset)
      } catch {
        throw SubscriptionRefusal(.invalidPayload, error.description, channel: channel)
      }
    }
    return points
  }

  private static func filter(
    _ filters: JSONSlice?, in bytes: RawSpan, limits: FilterLimits, _ channel: String
  ) throws(SubscriptionRefusal) -> Filter {
    guard let filters else { return Filter() }
    do {
      return try Filter(filters, in: bytes, limits: limits)
    } catch {
      throw SubscriptionRefusal(.invalidFilters, error.description, channel: channel)
    }
  }

  /// `policy` names the policy; `conflate` alone asks for the latest by a key.
  private static func policy(
    _ options: SubscribeOptions, _ channel: String
  ) throws(SubscriptionRefusal) -> SlowReaderPolicy {
    let path = options.conflate.map { JSONPath($0) } ?? JSONPath(names: [])
    switch options.policy {
    case nil: return options.conflate == nil ? .disconnect : .latest(by: path)
    case "disconnect": return .disconnect
    case "drop_oldest": return .dropOldest
    case "latest": return .latest(by: path)
    default:
      throw SubscriptionRefusal(
        .invalidOptions, "options.policy is not disconnect, drop_oldest or latest", channel: channel)
    }
  }

  private static func delivery(
    _ options: SubscribeOptions, _ channel: String, _ limits: DeliveryLimits
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
      throw SubscriptionRefusal(.invalidOptions, error.description, channel: channel)
    }
    return delivery
  }
}
