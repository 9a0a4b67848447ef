import TautBytes
public import TautEnvelope
import TautJSON
import TautRooms

extension Session {
  /// Subscribes to a room, now or as soon as there is a connection, and again after each reconnect.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - filters: Which messages, a JSON object as in ``Filter``, or nil for all.
  ///   - delivery: How they are delivered. Where subscriptions to one room differ in it, or in their filters, all get each
  ///     message as it comes.
  ///   - since: Begin after this position; nil begins with what comes.
  ///   - resumes: Begin after what an earlier run of the program has seen, where it is known.
  ///   - now: The present.
  ///   - output: What to do is added here.
  /// - Returns: The subscription.
  /// - Throws: ``SessionError/tooManySubscriptions(limit:)``, or ``SessionError/server(code:message:isRecoverable:)`` with
  ///   `INVALID_FILTERS`.
  public mutating func subscribe(
    to room: String, filters: [UInt8]? = nil, delivery: Delivery = Delivery(), since: SubscribeSince? = nil,
    resumes: Bool = false, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) throws(SessionError) -> SubscriptionID {
    let limit = configuration.maximumSubscriptions
    guard rooms.subscriptionCount < limit else { throw .tooManySubscriptions(limit: limit) }
    let filter = try Self.filter(filters)
    let index = rooms.open(room)
    let id = rooms.register(in: index)
    let start = since ?? (resumes ? rooms.remembered[room] : nil)
    join(id, filter, filters, delivery, since: start, in: index, at: now, into: &output)
    return id
  }

  private static func filter(_ filters: [UInt8]?) throws(SessionError) -> Filter {
    guard let filters else { return Filter() }
    let result = filters.withBytes { bytes -> Result<Filter, SessionError> in
      do {
        return .success(try Filter(try JSONScanner().scan(bytes), in: bytes))
      } catch {
        return .failure(.server(code: "INVALID_FILTERS", message: "\(error)", isRecoverable: true))
      }
    }
    return try result.get()
  }

  private mutating func join(
    _ id: SubscriptionID, _ filter: Filter, _ filters: [UInt8]?, _ delivery: Delivery, since: SubscribeSince?,
    in index: Int, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    let room = rooms[index]
    let isOfOldEpoch = since.map { room.epoch != nil && room.epoch != $0.epoch } ?? false
    var position = isOfOldEpoch ? 0 : since?.offset
    if room.epoch == nil { rooms[index].epoch = since?.epoch }
    // Without a position it begins with what comes after the next confirmation, or now where there was one.
    let isLive = if case .live = room.wire { true } else { false }
    let differs = room.handles.contains { $0.filter != filter }
    let widens = room.filters != nil && differs
    // What is held back for one filter could keep away what another one waits for.
    let hastens = room.delivery != Delivery() && (room.delivery != delivery || differs)
    let isAskedAnew = widens || hastens
    if isLive, !isAskedAnew { position = position ?? room.newest }
    rooms[index].handles.append(
      SessionRoom.Handle(
        id: id, filter: filter, matcher: FilterMatcher(filter), position: position, isOfOldEpoch: isOfOldEpoch))
    if room.handles.isEmpty {
      rooms[index].filters = filters
      rooms[index].delivery = delivery
      return askForRoom(index, at: now, into: &output)
    }
    // What was asked for reaches back as far as the others wanted.
    let isBehind = isLive ? room.newest.map { (position ?? $0) < $0 } ?? false : position != nil
    let reachesBack = isBehind || isOfOldEpoch
    // What a poll brings that began after it would be a jump.
    if reachesBack { rooms[index].ticket = nil }
    if isAskedAnew || reachesBack {
      leaveRoom(room, at: now, into: &output)
      if widens { rooms[index].filters = nil }
      if hastens { rooms[index].delivery = Delivery() }
      askForRoom(index, at: now, into: &output)
    } else if isLive, let epoch = room.epoch, let position {
      rooms[index].handles[room.handles.count].waits = false
      output.actions.append(
        .subscribed(id, SubscribeSince(epoch: epoch, offset: position), isRecovered: false))
    }
  }

  /// The room of a subscription; nil when it is over.
  public func room(of id: SubscriptionID) -> String? { rooms.find(id).map { rooms[$0].name } }

  /// Ends a subscription.
  ///
  /// One that does not exist, or was refused, is ignored.
  public mutating func unsubscribe(
    _ id: SubscriptionID, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard let index = rooms.find(id) else { return }
    if rooms[index].handles.count == 1 { leaveRoom(rooms[index], at: now, into: &output) }
    rooms.remove(id)
  }

  /// Tells the server of all rooms, as on a new link.
  mutating func subscribeAll(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    for index in rooms.indices { askForRoom(index, at: now, into: &output) }
  }

  private mutating func askForRoom(
    _ index: Int, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard open != nil else { return }
    requestsEver += 1
    // Those whose place is known go on with what is on its way; a place that was never told would leave a hole.
    if rooms[index].wire != .live { rooms[index].wait() }
    rooms[index].wire = .asked(requestsEver)
    let patience = now + configuration.requestTimeout
    rooms[index].patience = patience
    nextReview = nextReview ?? patience
    let room = rooms[index]
    let key = roomKey
    write(.subscribe, id: "s\(requestsEver)", at: now, into: &output) { json in
      json.beginObject()
      json.member(key, room.name)
      if let filters = room.filters { json.member("filters", raw: filters) }
      if let options = room.delivery.json { json.member("options", raw: options) }
      if let since = room.since {
        json.name("since")
        json.beginObject()
        json.member("epoch", since.epoch)
        json.member("offset", since.offset)
        json.endObject()
      }
      json.endObject()
    }
  }

  /// Tells of the subscriptions that the server has not answered for too long.
  mutating func reviewSubscriptions(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard let time = nextReview, now >= time else { return }
    nextReview = nil
    for index in rooms.indices where rooms.isAsked(index) {
      guard let patience = rooms[index].patience else { continue }
      if now < patience {
        nextReview = nextReview.map { min($0, patience) } ?? patience
      } else {
        rooms[index].patience = nil
        output.actions.append(.note(.unanswered(room: rooms[index].name, configuration.requestTimeout)))
      }
    }
  }

  /// The key of the room's name: S1 calls it `subscription_type`, and ours is understood everywhere else.
  private var roomKey: StaticString { configuration.dialect == .rooms ? "subscription_type" : "channel" }

  private mutating func leaveRoom(
    _ room: SessionRoom, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard open != nil else { return }
    requestsEver += 1
    let key = roomKey
    write(.unsubscribe, id: "u\(requestsEver)", at: now, into: &output) { json in
      json.beginObject()
      json.member(key, room.name)
      if let filters = room.filters { json.member("filters", raw: filters) }
      json.endObject()
    }
  }

  // MARK: The server's answers

  /// Handles the confirmation of a room.
  mutating func confirmed(_ index: Int, _ message: SessionMessage, in bytes: RawSpan, into output: inout SessionOutput)
  {
    func member(_ name: String) -> JSONSlice? {
      message.payload.member(name, in: bytes) ?? message.message.member(name, in: bytes)
    }

    rooms[index].wire = .live
    let offset = member("offset")?.int64(in: bytes).flatMap(UInt64.init(exactly:))
    // A server without recovery names no position: messages are delivered as they come.
    guard let epoch = member("epoch")?.string(in: bytes), let offset else { return }
    let isRecovered = member("recovered")?.boolean(in: bytes) ?? false
    let gap = member("gap").flatMap { SessionGap($0, in: bytes) }
    settle(index, SubscribeSince(epoch: epoch, offset: offset), gap, isRecovered, into: &output)
  }

  /// Takes over where the server says that the room stands, and tells each subscription what it lost.
  mutating func settle(
    _ index: Int, _ place: SubscribeSince, _ gap: SessionGap?, _ isRecovered: Bool, into output: inout SessionOutput
  ) {
    let isNewEpoch = rooms[index].epoch != nil && rooms[index].epoch != place.epoch
    rooms[index].epoch = place.epoch
    rooms[index].newest = place.offset
    for handle in rooms[index].handles.indices {
      let id = rooms[index].handles[handle].id
      let lost = rooms[index].handles[handle].settle(at: place.offset, gap, isNewEpoch: isNewEpoch)
      output.actions.append(.subscribed(id, place, isRecovered: isRecovered))
      if let lost { output.actions.append(.gap(id, lost)) }
    }
  }

  /// Handles the refusal of a subscription.
  mutating func refused(_ index: Int, _ error: SessionError, into output: inout SessionOutput) {
    for id in rooms[index].handles.map(\.id) {
      output.actions.append(.refused(id, error))
      rooms.remove(id)
    }
  }

  /// Tells the subscriptions of a room what the server dropped because this client was slow.
  mutating func dropped(_ payload: JSONSlice, in bytes: RawSpan, into output: inout SessionOutput) {
    guard let name = payload.member("channel", in: bytes), let index = rooms.find(name, in: bytes),
      var gap = SessionGap(payload, in: bytes)
    else { return }
    gap.reason = "dropped"
    gap.count = payload.member("count", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:))
    for handle in rooms[index].handles { output.actions.append(.gap(handle.id, gap)) }
  }

  /// Finds out who gets a message of a room, and advances their positions.
  ///
  /// A poll brings all messages of its room: only what comes over a link is filtered by the server.
  mutating func route(
    _ message: inout SessionMessage, epoch: JSONSlice?, to index: Int, isFiltered: Bool = true, in bytes: RawSpan,
    into output: inout SessionOutput
  ) {
    let start = output.subscriptions.count
    rooms[index].route(message, epoch, isFiltered: isFiltered, in: bytes, into: &output.subscriptions)
    message.subscriptions = start..<output.subscriptions.count
  }

  /// Handles the messages of a batch, and tells whether it was one of a room that is subscribed to.
  mutating func receiveBatch(_ batch: SessionMessage, _ bytes: RawSpan, into output: inout SessionOutput) -> Bool {
    guard let name = batch.payload.member("channel", in: bytes), let index = rooms.find(name, in: bytes),
      let messages = batch.payload.member("messages", in: bytes)
    else { return false }
    var elements = JSONElements(of: messages)
    while let element = elements.next(in: bytes) {
      guard let incoming = IncomingMessage(element, of: configuration.dialect, in: bytes) else { continue }
      var message = incoming.message
      route(&message, epoch: incoming.epoch, to: index, in: bytes, into: &output)
      if !message.subscriptions.isEmpty { output.actions.append(.deliver(message)) }
    }
    // What the subscription's options left out counts as seen.
    guard let epoch = batch.payload.member("epoch", in: bytes), rooms[index].hasEpoch(epoch, in: bytes),
      let offset = batch.payload.member("offset", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:))
    else { return true }
    for handle in rooms[index].handles.indices { rooms[index].handles[handle].advance(to: offset) }
    return true
  }
}

extension SessionRoom {
  /// Finds out which subscriptions get a message, and advances their positions.
  fileprivate mutating func route(
    _ message: SessionMessage, _ epoch: JSONSlice?, isFiltered: Bool, in bytes: RawSpan,
    into recipients: inout [SubscriptionID]
  ) {
    guard let offset = message.offset, let epoch else {
      for handle in handles { recipients.append(handle.id) }
      return
    }
    guard hasEpoch(epoch, in: bytes) else { return }
    // Where the server filters, all handles have its filter.
    let checks = filters == nil || !isFiltered
    let payload = bytes.extracting(message.payload.range)
    for index in handles.indices where handles[index].takes(offset, payload, checks: checks) {
      recipients.append(handles[index].id)
    }
    newest = max(newest ?? 0, offset)
  }

  /// Whether a message is of the epoch that the room's positions count in.
  ///
  /// What comes before the confirmation, or of another life of the room, would make nonsense of them.
  fileprivate func hasEpoch(_ epoch: JSONSlice, in bytes: RawSpan) -> Bool {
    guard let known = self.epoch else { return false }
    return epoch.equals(known, in: bytes)
  }
}

extension SessionRoom.Handle {
  /// Takes a message over where it is new to this subscription and passes its filter.
  fileprivate mutating func takes(_ offset: UInt64, _ payload: RawSpan, checks: Bool) -> Bool {
    guard !waits, let position, offset > position else { return false }
    self.position = offset
    return !checks || matcher.matches(payload)
  }

  /// Notes that everything up to an offset was delivered, or left out as wished.
  fileprivate mutating func advance(to offset: UInt64) {
    if !waits, let position { self.position = max(position, offset) }
  }

  /// Takes over where the room stands, and returns what is lost.
  fileprivate mutating func settle(at offset: UInt64, _ gap: SessionGap?, isNewEpoch: Bool) -> SessionGap? {
    waits = false
    guard let old = position else {
      position = offset
      return nil
    }
    if isNewEpoch || isOfOldEpoch {
      isOfOldEpoch = false
      position = gap?.to ?? 0
      return SessionGap(from: gap?.from ?? 1, to: gap?.to ?? 0, reason: RoomGap.Reason.epochChanged.rawValue)
    }
    if old > offset {
      // The server knows less than this client has seen: its numbers will mean other messages.
      position = offset
      return gap ?? SessionGap(from: offset + 1, to: old, reason: RoomGap.Reason.offsetUnknown.rawValue)
    }
    guard var gap, gap.to > old else { return nil }
    gap.from = max(gap.from, old + 1)
    position = gap.to
    return gap
  }
}

extension SessionGap {
  /// Reads `{from, to, reason}`.
  init?(_ object: JSONSlice, in bytes: RawSpan) {
    guard let from = object.member("from", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:)),
      let to = object.member("to", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:))
    else { return nil }
    self.init(from: from, to: to, reason: object.member("reason", in: bytes)?.string(in: bytes) ?? "")
  }
}
