/// The HTTP connections of one loop that wait for a request, or for the rest of one, in the order of their arrival.
struct WaitingConnections {
  /// A connection takes itself out before it ends, so that this need not keep it.
  private struct Entry {
    unowned let connection: HTTPConnection
  }

  private var entries: [UInt64: Entry] = [:]
  /// No smaller number is in use.
  private var first: UInt64 = 0
  private var next: UInt64 = 0

  var count: Int { entries.count }

  /// Puts a connection behind the others.
  mutating func add(_ connection: HTTPConnection) {
    connection.waitingNumber = next
    entries[next] = Entry(connection: connection)
    next += 1
  }

  /// Takes a connection out, if it is in.
  mutating func remove(_ connection: HTTPConnection) {
    guard let number = connection.waitingNumber else { return }
    connection.waitingNumber = nil
    entries[number] = nil
  }

  /// The connection that has waited longest.
  var oldest: HTTPConnection? {
    mutating get {
      while first < next {
        if let entry = entries[first] { return entry.connection }
        first += 1
      }
      return nil
    }
  }
}
