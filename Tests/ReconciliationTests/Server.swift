import TautJSON
import TautReconciliation

/// The server's side of one category, with everything it ever was: what the client is compared with.
struct Server {
  private(set) var items: [String: StateItem] = [:]
  private(set) var position = StatePosition(epoch: "e1", offset: 0)
  private var states: [StatePosition: [StateItem]] = [:]
  private var taken: [UInt64: StatePosition] = [:]

  init() { note() }

  var sorted: [StateItem] { items.values.sorted { $0.id < $1.id } }

  /// The items at a position of the past.
  func items(at position: StatePosition) -> [StateItem]? { states[position] }

  /// Changes an item, and returns what is published.
  mutating func change(
    _ id: String, _ value: JSONValue?, modified: Int64 = 0, mutation: UInt64? = nil
  ) -> StateUpdate {
    position.offset += 1
    let version = (items[id]?.version ?? 0) + position.offset
    items[id] = value.map { StateItem(id: id, value: $0, version: version, modified: modified) }
    note()
    return StateUpdate(
      id: id, value: value, version: version, modified: modified, position: position, mutation: mutation)
  }

  /// Takes a mutation, once: returns what is published, if anything, and where the state stands with it.
  mutating func take(_ mutation: Mutation) -> (update: StateUpdate?, position: StatePosition) {
    if let position = taken[mutation.id] { return (nil, position) }
    let update = change(mutation.item, mutation.value, modified: mutation.modified, mutation: mutation.id)
    taken[mutation.id] = position
    return (update, position)
  }

  /// Loses its history, and keeps its items.
  mutating func restart() {
    position = StatePosition(epoch: position.epoch + "'", offset: 0)
    note()
  }

  private mutating func note() { states[position] = sorted }
}
