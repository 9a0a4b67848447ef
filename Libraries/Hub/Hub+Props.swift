import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Handles `get_props {sport, game_id, …}`: the latest publication of each prop that matches, oldest first.
  ///
  /// The payload is read as a filter. Publications whose payloads have the same `id` are one prop.
  mutating func answerGetProps(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    guard allows(slot, room: configuration.propsRoom) else {
      return refuseUngranted(view, bytes, from: slot, at: now, into: &output)
    }
    do {
      let filter = try propsFilter(view, bytes)
      charge(slot, RequestCost.looking(at: PropsRequest.limit, with: filter), at: now)
      let request = PropsRequest(
        slot: slot, generation: connections[Int(slot)]!.generation,
        correlationId: [UInt8](bytes, in: view.idRange), filter: filter)
      ask(request, at: now, into: &output)
    } catch {
      charge(slot, RequestCost.refusedFilter, at: now)
      refuse(.invalidPayload, "\(error)", view, bytes, from: slot, at: now, into: &output)
    }
  }

  /// The payload as a filter; in the other dialects than v2, `filters` where there are some.
  private func propsFilter(_ view: EnvelopeView, _ bytes: RawSpan) throws(FilterError) -> Filter {
    guard !view.payload.isNull else { return Filter() }
    guard view.dialect != .v2 else { return try Filter(view.payload, in: bytes, limits: configuration.filters) }
    if let filters = view.payload.member("filters", in: bytes), filters.kind == .object {
      return try Filter(filters, in: bytes, limits: configuration.filters)
    }
    var json = JSONWriter()
    view.writePayload(to: &json, in: bytes)
    return try json.bytes.withBytes { content throws(FilterError) in
      // What the writer wrote is one value.
      guard let root = try? JSONScanner().scan(content) else { return Filter() }
      return try Filter(root, in: content, limits: configuration.filters)
    }
  }

  private mutating func ask(_ request: PropsRequest, at now: Moment, into output: inout HubOutput) {
    guard let name = try? RoomName(configuration.propsRoom) else { return answer(request, nil, at: now, into: &output) }
    let purpose = PeerJoin.Purpose.read(limit: PropsRequest.limit)
    let home = Self.home(of: name, loops: loops)
    if home == loop {
      answer(request, roomNumbers[name].flatMap { answer(purpose, in: $0, at: now) }, at: now, into: &output)
    } else {
      questions[ask(name, purpose, home: home, into: &output)] = .props(request)
    }
  }

  /// Answers with what the room's home has told; a room that does not exist has no props.
  mutating func answer(
    _ request: PropsRequest, _ recovery: RoomRecovery?, at now: Moment, into output: inout HubOutput
  ) {
    guard connection(request.slot)?.generation == request.generation else { return }
    let props = request.props(of: recovery?.missed ?? [])
    request.correlationId.withBytes { id in
      reply(.getProps, to: request.slot, id, at: now, into: &output) { json in
        json.beginObject()
        json.name("props")
        json.beginArray()
        for prop in props { prop.withPayload { json.raw($0) } }
        json.endArray()
        json.member("count", props.count)
        json.endObject()
      }
    }
  }
}

extension PropsRequest {
  /// The latest publication of each prop that matches, oldest first.
  fileprivate func props(of publications: [Publication]) -> [Publication] {
    var matcher = FilterMatcher(filter)
    var seen: Set<[UInt8]> = []
    let latest = publications.reversed().filter { publication in
      publication.withPayload { payload in
        guard matcher.matches(payload) else { return false }
        guard let root = try? JSONScanner().scan(payload), let id = root.member("id", in: payload) else { return true }
        return seen.insert(id.copy(in: payload)).inserted
      }
    }
    return latest.reversed()
  }
}
