// Code that Docs/Guides/Live-state.md shows, in the same words; LiveStateTests compares them.

import TautClient
import TautEnvelope
import TautJSON
import TautReconciliation
import TautRooms
import TautSession

/// What a room amounts to, kept like the server's: the latest publication of each id.
actor LiveState {
  let room: String
  private let client: Client
  private let show: @Sendable ([StateChange]) -> Void
  private var reconciler = Reconciler()

  init(_ room: String, _ client: Client, show: @escaping @Sendable ([StateChange]) -> Void) {
    self.room = room
    self.client = client
    self.show = show
    reconciler.register(StateCategory(room, conflictResolution: .serverWins, checksum: Self.checksum))
  }

  /// The items as they are to be shown.
  var items: [StateItem] { reconciler.items(of: room) }

  /// Whether updates are applied as they come.
  var isLive: Bool { reconciler.isLive(room) }

  /// Follows the room until the client is closed.
  func follow() async throws {
    let subscription = try await client.subscribe(to: room, as: Ignored.self)
    for await event in subscription.events { try await receive(event) }
  }

  /// Compares the state with the server's when it is time to; call it now and then.
  func audit() async throws {
    _ = reconciler.poll(at: .now)
    try await perform()
  }

  private struct Ignored: Decodable, Sendable {}
  private var epoch = ""

  private func receive(_ event: SubscriptionEvent) async throws {
    switch event {
    case .subscribed(let place, let isRecovered):
      // Also after each reconnect: where nothing was missed, no snapshot is needed.
      epoch = place.epoch
      reconciler.disconnect()
      reconciler.connect()
      let position = StatePosition(epoch: place.epoch, offset: place.offset)
      reconciler.receiveSubscription(room, at: position, recovered: isRecovered, now: .now)
    case .message(let message): if let update = update(message) { reconciler.receive([update], of: room, now: .now) }
    case .gap: reconciler.force([room], now: .now)
    case .refused(let error), .interrupted(let error): throw error
    }
    try await perform()
  }

  private func update(_ message: ClientMessage) -> StateUpdate? {
    guard let offset = message.offset, let value = try? JSONValue(parsing: message.payload),
      let id = value["id"]?.string
    else { return nil }
    let isDeleted = value["deleted"]?.boolean == true
    let position = StatePosition(epoch: epoch, offset: offset)
    return StateUpdate(id: id, value: isDeleted ? nil : value, version: offset, position: position)
  }

  private func perform() async throws {
    for action in reconciler.takeActions() {
      switch action {
      case .applySnapshot(_, let items, _, _):
        show(items.map { StateChange(id: $0.id, value: $0.value) })
      case .applyUpdate(_, let changes): show(changes)
      case .requestSnapshot(_, let request):
        let (items, position, _) = try await snapshot()
        reconciler.receiveSnapshot(room, request: request, items: items, at: position, now: .now)
        try await perform()
      case .requestChecksum(_, let request):
        let (_, position, checksum) = try await snapshot()
        reconciler.receiveChecksum(room, request: request, checksum: checksum, at: position, now: .now)
        try await perform()
      // The client subscribes by itself; this room is only read.
      case .subscribe, .send, .rollBack, .diverged, .giveUp: continue
      }
    }
  }

  private func snapshot() async throws -> ([StateItem], StatePosition, checksum: String) {
    let question: JSONValue = ["channel": .string(room)]
    let answer = try JSONValue(parsing: try await client.request(.snapshotRequest, json: question.bytes).payload)
    let offsets = answer["offsets"]?.array ?? []
    let items = zip(answer["items"]?.array ?? [], offsets).compactMap { value, offset -> StateItem? in
      guard let id = value["id"]?.string, let version = offset.int64 else { return nil }
      return StateItem(id: id, value: value, version: UInt64(version))
    }
    let position = StatePosition(
      epoch: answer["epoch"]?.string ?? "", offset: UInt64(answer["offset"]?.int64 ?? 0))
    return (items, position, answer["checksum"]?.string ?? "")
  }

  /// The server's checksum: over the ids, as they are spelled in JSON, and the offsets.
  @Sendable private static func checksum(_ items: [StateItem]) -> String {
    var checksum = RoomChecksum()
    for item in items { checksum.insert(key: JSONValue.string(item.id).bytes, offset: item.version) }
    return checksum.description
  }
}
