public import TautEnvelope
public import TautJSON
public import TautReconciliation

/// How the state of a room is kept; see ``Client/state(of:as:_:)``.
public struct LiveStateConfiguration: Sendable {
  /// Snapshots, conflicts, audits and limits.
  ///
  /// Default: ``ReconciliationConfiguration/following``: a snapshot where a connection cannot bring what was missed, an audit every
  /// 60 seconds, 10,000 items, 256 changes that wait, and the server wins conflicts.
  public var reconciliation = ReconciliationConfiguration.following

  /// Which items, a JSON object as in ``Client/subscribe(to:as:filters:delivery:since:resumes:)``.
  ///
  /// Ask for what an item does not change, as its sport: an item that leaves the filter is found to be gone by an audit only.
  /// Default: nil, all.
  public var filters: String?

  /// Where a payload says which item it is.
  ///
  /// Default: `id`, for which a server keeps snapshots at hand. A payload without it is no part of the state.
  public var key: JSONPath = "id"

  /// Where a payload says when it was changed, in milliseconds since 1970, for ``ConflictPolicy/newest``.
  ///
  /// Default: nil; with that policy this client's changes then stay.
  public var modified: JSONPath?

  /// The type of what is published for changes of this program.
  ///
  /// Default: `state_update`.
  public var publicationType: MessageType = "state_update"

  /// The changes that wait for one reader before they are replaced by a snapshot.
  ///
  /// Default: 1,000.
  public var backlogLimit = 1_000

  /// A configuration with the defaults.
  public init() {}
}
