/// How an SQLite file is written.
public struct SQLiteOptions: Sendable, Hashable {
  /// What an answer promises.
  public enum Durability: String, Sendable, Hashable, CaseIterable {
    /// What was answered survives a crash of the machine and a loss of power: each transaction is synchronised to the disk.
    case full
    /// What was answered survives the death of the process (`kill -9`), but the last of it not a loss of power.
    ///
    /// Only checkpoints are synchronised, so that a transaction costs microseconds instead of a disk's latency.
    case process
  }

  /// What an answer promises.
  ///
  /// Default: ``Durability/full``.
  public var durability = Durability.full

  /// How long a transaction waits while another process, such as a backup, holds the file.
  ///
  /// Default: 2 seconds; then it fails with ``StoreError/locked(file:holder:)``.
  public var busyTimeout: Duration = .seconds(2)

  /// The size in bytes up to which the file is searched for damage when it is opened.
  ///
  /// Default: 256 MiB, which takes under a second. Beyond it damage is found when the damaged part is read.
  public var checkedSize = 256 << 20

  /// The default options.
  public init() {}
}
