public import TautRooms

/// How much a store remembers, and how much may wait for it.
public struct StoreLimits: Sendable, Hashable {
  /// What is remembered of each room.
  ///
  /// Default: as in memory. The file may hold a quarter more, since pruning goes by the batch.
  public var history = HistoryLimits()

  /// How many publish ids of each room are remembered.
  ///
  /// Default: 1,000, as in memory.
  public var rememberedIDs = 1_000

  /// What is kept for one user.
  public var inbox = InboxLimits()

  /// Which conversations of the users are kept.
  public var conversations = ConversationLimits()

  /// The most batches that may wait.
  ///
  /// Default: 65,536. One more is refused at once with ``StoreError/queueFull(limit:)``, and nothing of it is stored: whoever
  /// writes is told, instead of memory filling up behind a slow disk.
  public var waitingBatches = 65_536

  /// The most bytes that may wait.
  ///
  /// Default: 64 MiB; beyond it as with ``waitingBatches``. One batch that is larger is taken when nothing else waits.
  public var waitingBytes = 64 << 20

  /// The most changes in one transaction.
  ///
  /// Default: 8,192, some tens of milliseconds of work.
  public var groupWrites = 8_192

  /// The default limits.
  public init() {}
}
