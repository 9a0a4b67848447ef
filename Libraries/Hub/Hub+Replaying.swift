import TautRooms

extension Hub {
  /// What of a recovery one connection gets: what matches, what it has not got otherwise, and no more than may wait for it.
  func limited(_ recovery: RoomRecovery, for subscription: HubSubscription) -> RoomRecovery {
    guard !recovery.missed.isEmpty else { return recovery }
    var limited = recovery
    var matcher = FilterMatcher(subscription.filter)
    var others = overlapping(subscription)
    limited.missed = recovery.missed.filter { publication in
      guard publication.withPayload({ matcher.matches($0) }) else { return false }
      // What a subscription with delivery options gets is its own.
      guard subscription.delivery.isPlain else { return true }
      return !others.indices.contains { others[$0].delivered(publication) }
    }
    let limit = configuration.replayLimit - (queues[subscription.slot]?.replayBytes ?? 0)
    let excess = limited.missed.excess(over: limit)
    guard excess > 0 else { return limited }
    let gap = limited.gap ?? RoomGap(from: limited.missed[0].offset, to: 0, reason: .replayTooLarge)
    limited.gap = RoomGap(from: gap.from, to: limited.missed[excess - 1].offset, reason: gap.reason)
    limited.missed.removeFirst(excess)
    return limited
  }

  /// Sends a replay, or lets it wait behind what waits already.
  mutating func replay(_ publications: [Publication], to number: Int32, into output: inout HubOutput) {
    let slot = subscriptions[number].slot
    counters.replayed += publications.count
    var sent = 0
    for publication in publications {
      if !marks[Int(slot)].isStalled, sent >= configuration.drainChunk {
        stall(slot)
        output.actions.append(.awaitDrain(slot))
      }
      if marks[Int(slot)].isStalled {
        queues[slot]!.appendReplay(publication, for: UInt32(number))
      } else {
        output.actions.append(.sendPublication(publication, as: marks[Int(slot)].dialect, to: slot))
        sent += publication.message.count
        counters.deliveries += 1
        counters.messagesOut += 1
      }
    }
  }

  /// The connection's other subscriptions to the same room, which have got some of what is to be replayed.
  private func overlapping(_ subscription: HubSubscription) -> [Overlap] {
    subscriptions(of: subscription.slot, to: subscription.room).compactMap { number in
      let other = subscriptions[number]
      guard other.delivery.isPlain, case .live(_, let start) = other.state else { return nil }
      return Overlap(start: start, matcher: FilterMatcher(other.filter))
    }
  }
}

/// Another subscription of the same connection to the same room.
private struct Overlap {
  var start: UInt64
  var matcher: FilterMatcher

  mutating func delivered(_ publication: Publication) -> Bool {
    publication.offset > start && publication.withPayload { matcher.matches($0) }
  }
}

extension [Publication] {
  /// How many of the oldest have to go, so that the others have at most `limit` bytes.
  fileprivate func excess(over limit: Int) -> Int {
    var bytes = 0
    var kept = 0
    for publication in reversed() {
      bytes += publication.message.count
      guard bytes <= limit else { break }
      kept += 1
    }
    return count - kept
  }
}
