import TautBytes
import TautEventLoop
import TautJSON
import TautReconciliation
public import TautSession

extension Client {
  /// Keeps the state of a room like the server's: the latest value of each item, over all reconnects.
  ///
  /// ```swift
  /// let odds = try await client.state(of: "odds_updates", as: Odds.self)
  /// for try await change in odds { … }
  /// ```
  ///
  /// The room is subscribed to, then a snapshot is asked for, and what came meanwhile is replayed, so nothing is missed and
  /// nothing comes twice. It is kept until ``LiveState/cancel()``, or until the client is closed. Two states of one room
  /// are kept apart.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - type: What the items are.
  ///   - configuration: How the state is kept.
  /// - Returns: The state, which is loaded as soon as there is a connection; see ``LiveState/waitUntilLive()``.
  /// - Throws: ``SessionError`` where there are too many subscriptions, or the filters are no filters.
  public func state<Value: Decodable & Sendable>(
    of room: String, as type: Value.Type = Value.self,
    _ configuration: LiveStateConfiguration = LiveStateConfiguration()
  ) async throws(SessionError) -> LiveState<Value> {
    let filters = configuration.filters.map { Array($0.utf8) }
    let mirror = RoomMirror(
      of: room, filters: filters, key: configuration.key, modified: configuration.modified,
      configuration.reconciliation)
    let result = await withLoop { loop, driver in
      Result { () throws(SessionError) in
        let view = StateView<Value>(backlogLimit: configuration.backlogLimit)
        let state = StateDriver(mirror, for: view, publishing: configuration.publicationType, over: driver)
        let id = try driver.keep(state, filters: filters)
        return LiveState(
          room: room, client: self, id: id, view: LoopBound(view, on: loop), driver: LoopBound(state, on: loop))
      }
    }
    return try result.get()
  }

  /// Loads the states of these rooms anew, or of all (S0's `forceReconciliation`).
  ///
  /// A room without a connection, or whose snapshot is on its way, needs none; one without a state is ignored.
  public func forceReconciliation(_ rooms: [String]? = nil) async {
    await withDriver { driver in
      for state in driver.states.values where rooms?.contains(state.mirror.room) ?? true {
        state.tell { $0.force(now: $1) }
      }
    }
  }
}
