import TautHub
import TautRooms
import TautSession

extension SessionChecker {
  /// Checks that what is held is bounded.
  func checkLoad(_ network: SimulatedNetwork) {
    for (number, client) in network.clients.enumerated() {
      let load = client.session.load
      if load.messages > settings.session.queueLimit || load.requests > settings.session.maximumRequests {
        fail(.bounds, "client \(number) holds \(load.messages) messages and \(load.requests) requests", network)
      }
    }
    guard let status = network.serverStatus else { return }
    let hub = settings.conditions.hub
    let limit = status.connections * (hub.backlogLimit + hub.replayLimit)
    if status.waitingBytes > limit { fail(.bounds, "the server holds \(status.waitingBytes) bytes", network) }
  }

  /// Checks what must be true once everything has healed.
  func checkEnd(_ network: SimulatedNetwork) {
    for client in clients.indices {
      if !network.phase(of: client).isConnected {
        fail(.comeback, "client \(client) did not come back: it is \(network.phase(of: client))", network)
      }
      for (id, settlements) in clients[client].requests.sorted(by: { $0.key.rawValue < $1.key.rawValue })
      where settlements != 1 {
        fail(.settlement, "client \(client): request \(id.rawValue) is settled \(settlements) times", network)
      }
      checkSubscriptions(of: client, network)
      checkMessages(of: client, network)
    }
  }

  private func checkSubscriptions(of client: Int, _ network: SimulatedNetwork) {
    for (id, record) in clients[client].subscriptions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard let room = network.rooms.first(where: { $0.name.text == record.room }), let position = room.position else {
        continue
      }
      guard let text = record.missing(epoch: position.epoch.description, upTo: position.offset, rooms) else { continue }
      fail(.delivery, "client \(client), subscription \(id.rawValue): \(text)", network)
    }
  }

  /// What was confirmed is published, each once in an epoch, in the order of its sending.
  ///
  /// A message that ended with an error may still be on its way, and arrives when it arrives.
  private func checkMessages(of client: Int, _ network: SimulatedNetwork) {
    let messages = clients[client].earlier + clients[client].messages.values
    let given = Set(messages.lazy.filter { $0.isAccepted != true }.map(\.serial))
    var published: Set<Int> = []
    for epochs in rooms.values {
      for publications in epochs.values {
        let serials = publications.filter { $0.client == client }.map(\.serial)
        var last = 0
        if Set(serials).count != serials.count {
          fail(.publication, "client \(client): a message is published twice", network)
        }
        for serial in serials where !given.contains(serial) {
          if serial <= last {
            fail(.publication, "client \(client): message \(serial) is published after \(last)", network)
          }
          last = serial
        }
        published.formUnion(serials)
      }
    }
    for (id, message) in clients[client].messages.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where message.isAccepted == nil {
      fail(.settlement, "client \(client): message \(id.rawValue) is not settled", network)
    }
    for message in messages where message.isAccepted == true && !published.contains(message.serial) {
      fail(.publication, "client \(client): message \(message.serial) was confirmed and not published", network)
    }
  }
}
