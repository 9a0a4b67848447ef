import Glibc

/// Keeps what has to outlive a process: rooms, inboxes, conversations, revocations.
///
/// A store has a thread of its own, so that no event loop waits for a disk. Batches that come while it commits share the
/// next transaction, so that thousands of publishes per second cost tens of transactions. A batch is stored whole or not
/// at all, batches of one thread in their order, and each is answered once, when it is durable:
///
/// ```swift
/// let store = Store(try SQLiteEngine(file: "tautline.db"))
/// store.write([.append(publications)]) { result in
///   loop.submit { … }  // called on the store's thread: go back to your own
/// }
/// ```
///
/// The store ends with ``close()``, or with its last reference: what was taken is stored before.
public final class Store: Sendable {
  /// Takes the answer to one batch: an outcome for each of its writes, or why none of them was stored.
  ///
  /// It is called on the store's thread and must not block; where the batch is refused at once, on the caller's.
  public typealias Completion = @Sendable (Result<[StoreOutcome], StoreError>) -> Void

  /// A random number that stays the same as long as the data does, from which epochs are derived.
  public let epochSeed: UInt64

  private let queue: StoreQueue

  /// Starts the thread of a store over an engine, which belongs to the store from now on.
  public init(_ engine: sending any StorageEngine, limits: StoreLimits = StoreLimits()) {
    epochSeed = engine.epochSeed
    queue = StoreQueue(limits)
    let work = StoreThread(StoreWriter(engine, queue, groupLimit: limits.groupWrites), queue)
    work.start()
  }

  deinit {
    queue.close()
  }

  /// Stores a batch whole or not at all, and calls `completion` once.
  public func write(_ batch: [StoreWrite], then completion: @escaping Completion) {
    if let refusal = queue.add(.write(batch, then: completion)) { completion(.failure(refusal)) }
  }

  /// Asks the engine on the store's thread, after everything that was written before, and calls `completion` once.
  public func read<Value: Sendable>(
    _ question: @escaping @Sendable (any StorageEngine) throws(StoreError) -> Value,
    then completion: @escaping @Sendable (Result<Value, StoreError>) -> Void
  ) {
    let refusal = queue.add(
      .read { engine in
        do throws(StoreError) {
          completion(.success(try question(engine)))
        } catch {
          completion(.failure(error))
        }
      })
    if let refusal { completion(.failure(refusal)) }
  }

  /// Takes nothing more, stores what was taken, and returns when the file is closed.
  ///
  /// It blocks; calling it again returns at once. Do not call it from a completion.
  public func close() {
    queue.close()
    queue.waitForEnd()
  }
}
