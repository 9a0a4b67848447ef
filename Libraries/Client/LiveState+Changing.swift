import FoundationEssentials
import TautEventLoop
import TautJSON
import TautReconciliation
import TautSession

extension LiveState where Value: Encodable {
  /// Changes an item, or adds it: at once here, and for all as soon as the server has published it.
  ///
  /// Members of the item that `Value` does not know stay as they are. While there is no connection the change waits for one.
  ///
  /// - Parameters:
  ///   - id: The item's id. The value may have it as well, or leave it out.
  ///   - value: Its value from now on, which encodes as an object.
  /// - Throws: ``LiveStateError`` when the change was taken back, or cannot be made; or what `Codable` throws.
  public func update(_ id: String, to value: Value) async throws {
    let json = try JSONValue(parsing: Array(JSONEncoder().encode(value)))
    try await change(id) { view, mirror throws(LiveStateError) in
      json.keeping(mirror.item(id), except: view.items[id].map(Self.names) ?? [])
    }
  }

  /// Changes what an item is now, in one step.
  ///
  /// - Parameters:
  ///   - id: The item's id.
  ///   - body: Changes the value; called once, on the client's loop: be quick.
  /// - Throws: As ``update(_:to:)``, and ``LiveStateError/unknownItem(id:)``.
  public func update(_ id: String, _ body: @Sendable (inout Value) -> Void) async throws {
    try await change(id) { view, mirror throws(LiveStateError) in
      guard var value = view.items[id] else { throw .unknownItem(id: id) }
      let names = Self.names(of: value)
      body(&value)
      guard let json = Self.json(of: value) else { throw .impossible(.noObject(id)) }
      return json.keeping(mirror.item(id), except: names)
    }
  }

  /// The members that a value knows, as far as it has them.
  private static func names(of value: Value) -> Set<String> {
    Set(json(of: value)?.object?.members.map(\.name) ?? [])
  }

  private static func json(of value: Value) -> JSONValue? {
    (try? JSONEncoder().encode(value)).flatMap { try? JSONValue(parsing: Array($0)) }
  }
}

extension LiveState {
  /// Removes an item: at once here, and for all as soon as the server has published it.
  ///
  /// - Throws: ``LiveStateError`` when the change was taken back, or cannot be made.
  public func remove(_ id: String) async throws {
    try await change(id) { _, _ throws(LiveStateError) in nil }
  }

  /// Makes a change, and waits for what becomes of it.
  private func change(
    _ item: String, _ value: @Sendable (StateView<Value>, RoomMirror) throws(LiveStateError) -> JSONValue?
  ) async throws(LiveStateError) {
    let id = id
    try await client.settle(
      { (driver, done: @escaping (Result<Void, LiveStateError>) -> Void) -> UInt64? in
        do throws(LiveStateError) {
          guard let state = driver.states[id], let view = state.audience as? StateView<Value> else { throw .closed }
          return state.change(item, to: try value(view, state.mirror)) { error in
            done(error.map { .failure($0) } ?? .success(()))
          }
        } catch {
          done(.failure(error))
          return nil
        }
      },
      cancelling: { driver, change in driver.states[id]?.cancel(change) })
  }
}
