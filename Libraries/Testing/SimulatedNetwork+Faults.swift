import TautHub

extension SimulatedNetwork {
  /// Lets something go wrong, now.
  public func apply(_ fault: NetworkFault) {
    switch fault {
    case .cut(let client): cut(client, up: true, down: true)
    case .cutUpwards(let client): cut(client, up: true, down: false)
    case .cutDownwards(let client): cut(client, up: false, down: true)
    case .reset(let client): reset(client)
    case .stall(let client, let duration):
      guard let link = clients[client].link else { return }
      link.up.stalledUntil = max(link.up.stalledUntil, time + duration.nanoseconds)
      link.down.stalledUntil = max(link.down.stalledUntil, time + duration.nanoseconds)
    case .slow(let client, let rate, let duration):
      guard let link = clients[client].link else { return }
      link.down.rate = Int64(max(rate, 1))
      events.add(.slowEnds(link), at: time + duration.nanoseconds)
    case .sleep(let client, let duration): sleep(client, duration)
    case .unreachable(let client, let duration):
      clients[client].unreachableUntil = time + duration.nanoseconds
      cut(client, up: true, down: true)
    case .blockUpgrades(let client, let block, let duration):
      clients[client].block = (block, until: time + duration.nanoseconds)
      reset(client)
    case .kill(let duration): stop(tellsClients: true, for: duration)
    case .powerLoss(let duration): stop(tellsClients: false, for: duration)
    case .restart(let duration, let jitter): restart(duration, jitter)
    case .dropAll: endAll(.reset)
    case .closeAll(let code): endAll(.close(code, ""))
    case .refuse(let duration, let retryAfter):
      refusesUntil = time + duration.nanoseconds
      self.retryAfter = retryAfter
    case .revoke(let client):
      revoke(client)
      clients[client].token += 1
    case .signOut(let client, let duration):
      revoke(client)
      clients[client].signedOutUntil = time + duration.nanoseconds
    }
  }

  /// Ends all that is wrong: the server runs, everybody reaches it, nobody sleeps.
  public func heal() {
    if hub == nil { startServer() }
    refusesUntil = 0
    for (number, client) in clients.enumerated() {
      client.unreachableUntil = 0
      client.block = nil
      if client.signedOutUntil != 0 { client.signedOutUntil = time }
      if client.asleepUntil > time {
        client.asleepUntil = time
        events.add(.wake(client: number), at: time)
        client.wake = time
      }
      client.link?.down.rate = 0
      client.link?.up.stalledUntil = 0
      client.link?.down.stalledUntil = 0
    }
  }

  private func cut(_ client: Int, up: Bool, down: Bool) {
    guard let link = clients[client].link else { return }
    link.up.isCut = link.up.isCut || up
    link.down.isCut = link.down.isCut || down
  }

  private func endAll(_ packet: SimulatedLink.Packet) {
    for case let link? in slots {
      forget(link)
      sendDown(packet, on: link)
    }
  }

  private func reset(_ client: Int) {
    guard let link = clients[client].link else { return }
    forget(link)
    sendDown(.reset, on: link)
  }

  private func sleep(_ client: Int, _ duration: Duration) {
    clients[client].asleepUntil = max(clients[client].asleepUntil, time + duration.nanoseconds)
  }

  private func stop(tellsClients: Bool, for duration: Duration) {
    guard hub != nil else { return }
    stopServer(tellsClients: tellsClients)
    events.add(.serverStarts, at: time + duration.nanoseconds)
  }

  /// Asks everybody to come back, closes, stops, and starts again.
  private func restart(_ duration: Duration, _ jitter: Duration) {
    guard hub != nil else { return }
    hub!.drain(reason: "restart", after: duration, jitter: jitter, at: moment, into: &hubOutput)
    serve()
    refusesUntil = time + duration.nanoseconds
    retryAfter = .seconds(1)
    events.add(.serverStops, at: time + duration.nanoseconds / 2)
    events.add(.serverStarts, at: time + duration.nanoseconds)
  }

  private func revoke(_ client: Int) {
    revoked.insert("token-\(client)-\(clients[client].token)")
  }
}
