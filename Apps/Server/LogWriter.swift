import FoundationEssentials
import Synchronization
import TautLog

/// Writes records to standard error on a task of its own, so that no event loop waits for whoever reads the log.
final class LogWriter: Sendable {
  private struct Entry: Sendable {
    var record: LogRecord
    var milliseconds: Int64
  }

  /// The records that may wait to be written; further ones are counted and told when there is room again.
  private static let limit = 4_096

  private let entries: AsyncStream<Entry>
  private let continuation: AsyncStream<Entry>.Continuation
  private let lost = Atomic(0)
  private let isDone = Atomic(false)

  /// Begins to write.
  init(level: LogLevel, format: LogFormat) {
    (entries, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit))
    Task { await run(Log(format: format, level: level)) }
  }

  /// Hands a record over; from any thread.
  func write(_ record: LogRecord) {
    if case .dropped = continuation.yield(Entry(record: record, milliseconds: Self.now)) {
      lost.add(1, ordering: .relaxed)
    }
  }

  /// Writes what waits, for at most a second: a reader that has stopped must not keep the process.
  func end() async {
    continuation.finish()
    for _ in 0..<100 where !isDone.load(ordering: .acquiring) {
      do { try await Task.sleep(for: .milliseconds(10)) } catch { return }
    }
  }

  private func run(_ log: consuming Log) async {
    for await entry in entries {
      var text = ""
      log.write(entry.record, at: entry.milliseconds, into: &text)
      let count = lost.exchange(0, ordering: .relaxed)
      if count > 0 {
        log.write(
          LogRecord(.warning, "lost", "\(count) records were lost: the log is read too slowly"), at: Self.now,
          into: &text)
      }
      if !text.isEmpty { Output.complain(text) }
    }
    var text = ""
    log.flush(at: Self.now, into: &text)
    Output.complain(text)
    isDone.store(true, ordering: .releasing)
  }

  private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
}
