import TautEventLoop
import TautWebSocket

/// The clients of this process that several users share, each with those who use it.
actor SharedClients {
  static let all = SharedClients()

  struct Key: Sendable, Hashable {
    var identity: ConnectionIdentity
    var loop: ObjectIdentifier
  }

  private var entries: [Key: (client: Client, users: Set<UInt64>)] = [:]
  private var usersEver: UInt64 = 0

  /// Joins the users of a configuration's client, which the first of them makes.
  func join(_ configuration: ClientConfiguration, on loop: EventLoop) async throws(ConnectError) -> SharedClient {
    usersEver += 1
    let user = usersEver
    let key = Key(identity: ConnectionIdentity(configuration, number: user), loop: ObjectIdentifier(loop))
    if entries[key] == nil {
      let client = try await Client.prepared(configuration, on: loop)
      // Meanwhile another one may have made it; what is not connected need not be closed.
      if entries[key] == nil { try add(client, for: key) }
    }
    entries[key]!.users.insert(user)
    let client = entries[key]!.client
    await client.connect()
    return SharedClient(client: client, key: key, user: user)
  }

  private func add(_ client: Client, for key: Key) throws(ConnectError) {
    let limit = Client.sharedLimit
    guard entries.count < limit else {
      throw .options("\(limit) configurations are shared already; release one, or open a client of your own")
    }
    entries[key] = (client, [])
  }

  /// Ends a use, and with the last one the client.
  func leave(_ user: UInt64, of key: Key) async {
    guard entries[key]?.users.remove(user) != nil, let entry = entries[key], entry.users.isEmpty else { return }
    entries[key] = nil
    await entry.client.close()
  }
}
