import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Records that a connection's transport takes no more and holds `backlog` bytes.
  ///
  /// Until `drained`, publications wait in the hub, up to ``HubConfiguration/backlogLimit`` less `backlog`. Answers to the
  /// client's own requests still come as ``HubAction/send(_:to:)``: stop reading from a connection that is stalled.
  /// May be called again when the backlog has changed.
  public mutating func stalled(_ slot: UInt32, backlog: Int, at now: Moment, into output: inout HubOutput) {
    guard isOpen(slot) else { return }
    stall(slot)
    connections[Int(slot)]!.backlog = backlog
    noteBacklog(0, of: slot)
    closeOverfull(at: now, into: &output)
  }

  /// Records that everything that was sent to a connection has left.
  ///
  /// What waited for it follows, in pieces of ``HubConfiguration/drainChunk``: with ``HubAction/awaitDrain(_:)`` the hub asks to be
  /// called again when the piece has left.
  public mutating func drained(_ slot: UInt32, at now: Moment, into output: inout HubOutput) {
    guard queues[slot] != nil else { return }
    connections[Int(slot)]!.backlog = 0
    tellDrops(slot, at: now, into: &output)
    var sent = 0
    while sent < configuration.drainChunk, let delivery = queues[slot]?.popFirst() {
      output.actions.append(.sendPublication(delivery.publication, as: marks[Int(slot)].dialect, to: slot))
      sent += delivery.publication.message.count
      counters.deliveries += 1
      counters.messagesOut += 1
    }
    if queues[slot]!.isEmpty {
      queues[slot] = nil
      marks[Int(slot)].isStalled = false
    } else {
      connections[Int(slot)]!.backlog += sent
      output.actions.append(.awaitDrain(slot))
    }
  }

  /// From now on what is published to a connection waits.
  mutating func stall(_ slot: UInt32) {
    guard !marks[Int(slot)].isStalled else { return }
    marks[Int(slot)].isStalled = true
    queues[slot] = DeliveryQueue(limit: configuration.backlogLimit)
  }

  /// Counts bytes that were sent to a connection whose transport is stalled.
  mutating func noteBacklog(_ bytes: Int, of slot: UInt32) {
    guard marks[Int(slot)].isStalled else { return }
    connections[Int(slot)]!.backlog += bytes
    if connections[Int(slot)]!.backlog > configuration.backlogLimit { overfull.append(slot) }
  }

  /// Closes the connections for which too much waits, once nothing else is being done with them.
  mutating func closeOverfull(at now: Moment, into output: inout HubOutput) {
    while let slot = overfull.popLast() {
      guard isOpen(slot) else { continue }
      counters.drops.disconnected += 1
      let limit = configuration.backlogLimit
      close(slot, HubCloseCode.slowConsumer, "more than \(limit) bytes are waiting", at: now, into: &output)
    }
  }

  /// Lets a publication wait for the stalled subscribers that the fan-out has found.
  mutating func queueForStalled(_ publication: Publication) {
    for subscriber in stalledSubscribers { enqueue(publication, subscriber) }
    stalledSubscribers.removeAll(keepingCapacity: true)
  }

  /// Lets a publication wait for a subscriber whose transport is stalled.
  mutating func enqueue(_ publication: Publication, _ subscriber: Subscriber) {
    let slot = subscriber.connection
    let outcome = queues[slot]!.append(
      publication, for: subscriber.subscription, policy: subscriptions[Int32(subscriber.subscription)].policy,
      reserved: connections[Int(slot)]!.backlog)
    switch outcome {
    case .queued(let oldest, let superseded):
      counters.drops.oldest += oldest
      counters.drops.superseded += superseded
    case .overflow: overfull.append(slot)
    }
  }

  /// Tells a connection what its subscriptions lost while it was slow.
  private mutating func tellDrops(_ slot: UInt32, at now: Moment, into output: inout HubOutput) {
    for report in queues[slot]!.takeReports() {
      let name = subscriptions[Int32(report.subscription)].name
      let range = encode(
        "messages_dropped", nil, as: marks[Int(slot)].dialect, client: id(of: connections[Int(slot)]!), at: now,
        into: &output
      ) { json in
        json.beginObject()
        json.member("channel", report.room.text)
        json.member("subscription", name)
        json.member("count", report.count)
        json.member("from", report.from)
        json.member("to", report.to)
        json.member("reason", "slow_reader")
        json.endObject()
      }
      output.actions.append(.send(range, to: slot))
      counters.messagesOut += 1
    }
  }
}
