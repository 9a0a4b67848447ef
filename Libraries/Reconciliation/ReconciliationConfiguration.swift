/// How a client's state is kept like the server's (S0's `reconciliation`).
public struct ReconciliationConfiguration: Sendable {
  /// Whether every connection begins with a snapshot.
  ///
  /// Default: true (S0). Without, one is asked for only where the subscription could not bring what was missed.
  public var snapshotOnConnect = true

  /// The most items or changes that the application is given at once.
  ///
  /// Default: 100 (S0).
  public var batchSize = 100 {
    didSet { precondition(batchSize > 0, "a batch holds at least one item") }
  }

  /// What happens when client and server change the same item.
  ///
  /// Default: the server wins (S0).
  public var conflictResolution = ConflictPolicy.serverWins

  /// The most updates that are held per category until its snapshot comes; beyond, the snapshot is asked for again.
  ///
  /// Default: 1,000.
  public var bufferLimit = 1_000

  /// The most mutations per category that wait for the server.
  ///
  /// Default: 256.
  public var mutationLimit = 256

  /// How long a snapshot may take.
  ///
  /// Default: 30 seconds.
  public var snapshotTimeout: Duration = .seconds(30)

  /// How many snapshots in a row may fail before a category is given up until the next connection.
  ///
  /// Default: 5.
  public var snapshotLimit = 5

  /// How long to wait before another snapshot is asked for where one was refused; the second time twice as long, and so on.
  ///
  /// Default: 1 second.
  public var retryInterval: Duration = .seconds(1)

  /// The most items of a category; where the server has more, it is given up.
  ///
  /// Default: 10,000.
  public var itemLimit = 10_000

  /// The time between two comparisons of checksums; nil switches them off.
  ///
  /// Default: 60 seconds.
  public var auditInterval: Duration? = .seconds(60)

  /// A configuration with the defaults.
  public init() {}
}
