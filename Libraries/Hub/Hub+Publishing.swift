import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Publishes to a room; the answer comes as ``HubAction/published(_:_:)`` or ``HubAction/publishFailed(_:_:)``.
  ///
  /// It comes at once where this hub is the room's home, otherwise after a round trip to the home.
  public mutating func publish(
    _ request: PublishRequest, token: ReplyToken, at now: Moment, into output: inout HubOutput
  ) {
    let home = Self.home(of: request.room, loops: loops)
    guard home == loop else { return output.actions.append(.post(.publish(request, token), to: home)) }
    publishHere(request, for: Publisher(token: token, loop: loop), at: now, into: &output)
    closeOverfull(at: now, into: &output)
  }

  /// Publishes to a room whose home this loop is, and answers at once or when the publication is stored.
  mutating func publishHere(
    _ request: PublishRequest, for publisher: Publisher, at now: Moment, into output: inout HubOutput
  ) {
    do throws(PublishError) {
      guard let receipt = try place(request, for: publisher, at: now, into: &output) else { return }
      answer(publisher, receipt, at: now, into: &output)
    } catch {
      answer(publisher, error, at: now, into: &output)
    }
  }

  mutating func answer(
    _ publisher: Publisher, _ receipt: PublishReceipt, at now: Moment, into output: inout HubOutput
  ) {
    if publisher.loop == loop, answerClient(publisher.token, .success(receipt), at: now, into: &output) { return }
    output.actions.append(
      publisher.loop == loop
        ? .published(publisher.token, receipt) : .post(.published(publisher.token, receipt), to: publisher.loop))
  }

  mutating func answer(
    _ publisher: Publisher, _ error: PublishError, at now: Moment, into output: inout HubOutput
  ) {
    if publisher.loop == loop, answerClient(publisher.token, .failure(error), at: now, into: &output) { return }
    output.actions.append(
      publisher.loop == loop
        ? .publishFailed(publisher.token, error) : .post(.publishFailed(publisher.token, error), to: publisher.loop))
  }

  /// Gives a publish its place: delivers it and returns the receipt, or keeps it back until it is stored.
  private mutating func place(
    _ request: PublishRequest, for publisher: Publisher, at now: Moment, into output: inout HubOutput
  ) throws(PublishError) -> PublishReceipt? {
    if !request.isExpendable, case .unusable(let reason) = configuration.storage { throw .notStored(reason: reason) }
    let number = try roomForPublishing(request, at: now, into: &output)
    var position = roomTable[number].log!.position
    if let offset = request.id.flatMap({ roomTable[number].log!.offset(ofID: $0) }) {
      counters.publicationsRepeated += 1
      return PublishReceipt(room: request.room, epoch: position.epoch, offset: offset)
    }
    guard !isDurable else {
      try keepBack(request, in: number, for: publisher, at: now)
      return nil
    }
    position.offset += 1
    deliver(request.publication(at: position, now), in: number, at: now, into: &output)
    return PublishReceipt(room: request.room, epoch: position.epoch, offset: position.offset)
  }

  /// Makes a publication the latest of its room, and delivers it to all loops' subscribers.
  mutating func deliver(
    _ publication: Publication, in number: Int32, at now: Moment, into output: inout HubOutput
  ) {
    keepWithinBudget(number, costing: roomTable[number].append(publication, at: now.instant))
    counters.publications += 1
    for listener in roomTable[number].listeners {
      output.actions.append(.post(.publication(publication), to: listener))
    }
    fanOut(publication, in: number, into: &output)
    if roomTable[number].shaped != nil { shape(publication, in: number, at: now, into: &output) }
    if !roomTable[number].pollers.isEmpty { answerPollers(of: number, publication, at: now, into: &output) }
  }

  private mutating func roomForPublishing(
    _ request: PublishRequest, at now: Moment, into output: inout HubOutput
  ) throws(PublishError) -> Int32 {
    if let number = roomNumbers[request.room] { return number }
    guard configuration.publishCreatesRooms, !request.requiresRoom else { throw .unknownRoom(request.room.text) }
    guard roomTable.count < configuration.maximumRooms else { throw .tooManyRooms(limit: configuration.maximumRooms) }
    for peer in 0..<loops where peer != loop { output.actions.append(.post(.created(request.room), to: peer)) }
    let number = makeHomeRoom(request.room)
    cover(newRoom: request.room, at: now, into: &output)
    return number
  }

  /// Delivers a publication to the subscribers of this loop.
  mutating func fanOut(_ publication: Publication, in number: Int32, into output: inout HubOutput) {
    guard roomTable[number].index.count > 0 else { return }
    publication.withPayload { roomTable[number].index.match($0) }
    fanOuts += 1
    let start = output.recipients.count
    for group in roomTable[number].index.matches {
      select(roomTable[number].index.subscribers(of: group), into: &output)
    }
    let end = output.recipients.count
    if end > start { output.actions.append(.fanOut(publication, as: .v2, recipients: start..<end)) }
    counters.deliveries += end - start
    counters.messagesOut += end - start
    if hasForeignRecipients { fanOutAbroad(publication, into: &output) }
    if !stalledSubscribers.isEmpty { queueForStalled(publication) }
  }

  /// Sorts subscribers into those who get the publication now and those whose transport is stalled.
  private mutating func select(_ subscribers: [Subscriber], into output: inout HubOutput) {
    output.recipients.reserveCapacity(output.recipients.count + subscribers.count)
    for subscriber in subscribers {
      let slot = Int(subscriber.connection)
      guard marks[slot].fanOut != fanOuts else { continue }
      marks[slot].fanOut = fanOuts
      if marks[slot].isStalled {
        stalledSubscribers.append(subscriber)
      } else if marks[slot].dialect == .v2 {
        output.recipients.append(subscriber.connection)
      } else {
        foreignRecipients[Int(marks[slot].dialect.rawValue)].append(subscriber.connection)
        hasForeignRecipients = true
      }
    }
  }

  /// Delivers a publication to the subscribers of other dialects that the fan-out has found.
  private mutating func fanOutAbroad(_ publication: Publication, into output: inout HubOutput) {
    hasForeignRecipients = false
    for dialect in Dialect.allCases where !foreignRecipients[Int(dialect.rawValue)].isEmpty {
      let start = output.recipients.count
      output.recipients += foreignRecipients[Int(dialect.rawValue)]
      foreignRecipients[Int(dialect.rawValue)].removeAll(keepingCapacity: true)
      let end = output.recipients.count
      output.actions.append(.fanOut(publication, as: dialect, recipients: start..<end))
      counters.deliveries += end - start
      counters.messagesOut += end - start
    }
  }
}

extension PublishRequest {
  /// The publication at a place in its room, encoded.
  func publication(at position: RoomPosition, _ now: Moment) -> Publication {
    var message: [UInt8] = []
    message.reserveCapacity(payload.count + meta.count + type.utf8.count + 2 * room.text.utf8.count + 256)
    var range = 0..<0
    V2Codec.encode(
      MessageType(type), at: now.milliseconds, correlationId: nil, meta: envelopeMeta(at: position), into: &message
    ) { json in
      let start = json.bytes.count
      json.raw(payload)
      range = start..<json.bytes.count
    }
    return Publication(
      room: room, epoch: position.epoch, offset: position.offset, id: id, type: type, timestamp: now.milliseconds,
      message: message, payload: range)
  }

  /// The publisher's own meta data with the place in the room's order.
  private func envelopeMeta(at position: RoomPosition) -> EnvelopeMeta {
    var result = EnvelopeMeta()
    if !meta.isEmpty {
      meta.withBytes { bytes in
        guard let object = try? JSONScanner().scan(bytes) else { return }
        result = EnvelopeMeta(object, in: bytes)
      }
    }
    result.source = result.source ?? .server
    result.room = room.text
    result.epoch = position.epoch.description
    result.offset = position.offset
    result.id = id
    return result
  }
}
