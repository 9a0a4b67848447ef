import TautSession

/// A connection in a simulated network, or an attempt to make one.
final class SimulatedLink {
  /// What travels.
  enum Packet {
    /// The client wants a connection, with this token.
    case knock(token: String?)
    /// The server has opened it.
    case opened
    /// The server has not.
    case refused(SessionError)
    case text([UInt8])
    case ping(UInt64)
    case pong(UInt64)
    case close(UInt16, String)
    case reset
  }

  /// One way of a link.
  struct Direction {
    /// Whether what is sent vanishes.
    var isCut = false
    /// Nothing arrives before this moment.
    var stalledUntil: Int64 = 0
    /// The bytes per second, or 0 for no limit.
    var rate: Int64 = 0
    /// When the wire is free again.
    var busyUntil: Int64 = 0
    /// Nothing arrives before what was sent earlier.
    var lastArrival: Int64 = 0
    /// The bytes that are on their way.
    var pending = 0
    /// What is on its way: whatever delays it, what was sent first arrives first.
    private var packets: [Packet] = []
    private var first = 0

    mutating func append(_ packet: Packet) { packets.append(packet) }

    mutating func popFirst() -> Packet? {
      guard first < packets.count else { return nil }
      defer {
        first += 1
        if first == packets.count { (packets, first) = ([], 0) }
      }
      return packets[first]
    }
  }

  let client: Int
  let id: LinkID
  var up = Direction()
  var down = Direction()
  /// The hub's slot, while the server holds the connection.
  var slot: UInt32?
  /// Whether the client still cares.
  var isClientOpen = true
  var lastHeard: Int64 = 0
  var isStalled = false
  var awaitsDrain = false

  init(client: Int, id: LinkID) {
    self.client = client
    self.id = id
  }
}

extension SimulatedLink.Packet {
  var size: Int {
    if case .text(let bytes) = self { bytes.count + 8 } else { 16 }
  }
}
