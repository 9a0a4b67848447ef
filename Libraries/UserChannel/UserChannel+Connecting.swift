import TautEnvelope
import TautJSON

extension UserChannel {
  /// A further connection of a user is open.
  ///
  /// It is greeted with `connection_established`, and from now on messages wait for its device. Where only one may stay, the earlier one is closed with 4409; where the
  /// user has as many as may be, this one is closed with 4430.
  ///
  /// - Parameters:
  ///   - connection: A number that no connection had before.
  ///   - address: Whose connection it is.
  ///   - acknowledgesBySending: Whether what is sent counts as acknowledged, for clients that know no `ack`.
  ///   - now: Milliseconds since 1970.
  ///   - output: What to do is added here.
  public mutating func connect(
    _ connection: UInt64, as address: DeviceAddress, acknowledgesBySending: Bool = false, at now: Int64,
    into output: inout UserChannelOutput
  ) {
    precondition(connections[connection] == nil, "the connection \(connection) is open already")
    for earlier in users[address.user] ?? [] where isReplaced(connections[earlier]!.address, by: address) {
      forget(earlier)
      output.actions.append(.close(earlier, code: 4409, reason: "replaced by a newer connection"))
    }
    if case .several(let limit) = configuration.devices, users[address.user]?.count ?? 0 >= limit {
      let reason = "the limit of \(limit) connections of one user is reached"
      return output.actions.append(.close(connection, code: 4430, reason: reason))
    }
    connections[connection] = ChannelConnection(address, acknowledgesBySending: acknowledgesBySending)
    users[address.user, default: []].append(connection)
    send(.connectionEstablished, to: connection, at: now, into: &output) { json in
      json.member("message", "connected")
      json.member("user_uuid", address.user)
      if address.isNamed { json.member("device", address.device) }
      json.member("server_time", timestamp: now)
    }
    output.actions.append(.attach(address))
  }

  private func isReplaced(_ earlier: DeviceAddress, by later: DeviceAddress) -> Bool {
    configuration.devices == .single || (later.isNamed && earlier == later)
  }

  /// A connection is gone; what was sent and not acknowledged comes again with the device's next `get_pending`.
  public mutating func disconnect(_ connection: UInt64) {
    forget(connection)
  }

  mutating func forget(_ connection: UInt64) {
    guard let address = connections.removeValue(forKey: connection)?.address else { return }
    users[address.user]!.removeAll { $0 == connection }
    if users[address.user]!.isEmpty { users[address.user] = nil }
  }

  /// Sends a message to all connections of a user, which nothing remembers: who is not there misses it.
  public func tell(_ message: [UInt8], to user: String, into output: inout UserChannelOutput) {
    for connection in users[user] ?? [] { output.actions.append(.send(message, to: connection)) }
  }

  // MARK: Messages of the channel itself

  func send(
    _ type: MessageType, to connection: UInt64, correlationID: [UInt8] = [], at now: Int64,
    into output: inout UserChannelOutput, members: (inout JSONWriter) -> Void
  ) {
    let message = Self.message(type, correlationID: correlationID, at: now, members: members)
    output.actions.append(.send(message, to: connection))
  }

  static func message(
    _ type: MessageType, correlationID: [UInt8] = [], at now: Int64, members: (inout JSONWriter) -> Void
  ) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("type", type.rawValue)
    json.member("timestamp", timestamp: now)
    if !correlationID.isEmpty { json.member("correlationId", raw: correlationID) }
    members(&json)
    json.endObject()
    return json.bytes
  }

  func refuse(
    _ error: UserChannelError, _ text: String, to connection: UInt64, correlationID: [UInt8] = [], at now: Int64,
    into output: inout UserChannelOutput, members: (inout JSONWriter) -> Void = { _ in }
  ) {
    guard connections[connection] != nil else { return }
    send(.error, to: connection, correlationID: correlationID, at: now, into: &output) { json in
      json.member("code", error.rawValue)
      json.member("message", text)
      json.member("recoverable", true)
      members(&json)
    }
  }
}
