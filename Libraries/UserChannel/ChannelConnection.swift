/// One connection of one user.
struct ChannelConnection: Sendable {
  /// The requests that may wait for one answer; further ones are ignored.
  private static let longestQueue = 16
  /// The ids that are remembered; what is forgotten is repeated without saying so.
  private static let rememberedIDs = 4_096

  let address: DeviceAddress
  /// Whether what is sent counts as acknowledged.
  let acknowledgesBySending: Bool
  /// The messages that it got and has not acknowledged.
  var unacknowledged: Set<String> = []
  /// The correlation ids of the requests for what is pending that have no answer yet.
  var asks: [[UInt8]] = []
  /// What became durable while there are such; it follows after the answer.
  var held: [UserMessage] = []

  init(_ address: DeviceAddress, acknowledgesBySending: Bool) {
    self.address = address
    self.acknowledgesBySending = acknowledgesBySending
  }

  /// Has a further request answered with the one that is under way.
  mutating func join(_ correlationID: [UInt8]) {
    if asks.count < Self.longestQueue { asks.append(correlationID) }
  }

  /// Notes that it got a message, and returns whether that is the first time.
  mutating func note(_ id: String) -> Bool {
    if unacknowledged.count >= Self.rememberedIDs { unacknowledged = [] }
    return unacknowledged.insert(id).inserted
  }
}
