/// What a store's thread does: takes jobs, groups writes into transactions, and answers.
final class StoreWriter {
  private let engine: any StorageEngine
  private let queue: StoreQueue
  private let groupLimit: Int
  private var group: [(batch: [StoreWrite], then: Store.Completion)] = []
  private var groupWrites = 0

  init(_ engine: any StorageEngine, _ queue: StoreQueue, groupLimit: Int) {
    self.engine = engine
    self.queue = queue
    self.groupLimit = groupLimit
  }

  /// Works until the queue is closed and empty.
  func run() {
    while let jobs = queue.take() {
      var reads: [@Sendable (any StorageEngine) -> Void] = []
      for job in jobs {
        switch job {
        case .write(let batch, let completion): add(batch, completion)
        case .read(let read): reads.append(read)
        }
      }
      commit()
      // After all writes that were there: a read sees what was written before it, and splits no transaction.
      for read in reads { read(engine) }
    }
  }

  private func add(_ batch: [StoreWrite], _ completion: @escaping Store.Completion) {
    if groupWrites + batch.count > groupLimit { commit() }
    group.append((batch, completion))
    groupWrites += batch.count
  }

  private func commit() {
    guard !group.isEmpty else { return }
    let taken = group
    group = []
    groupWrites = 0
    do throws(StoreError) {
      let outcomes = try engine.perform(taken.map(\.batch))
      for (job, outcome) in zip(taken, outcomes) { job.then(.success(outcome)) }
    } catch {
      if taken.count == 1 { taken[0].then(.failure(error)) } else { commitEach(taken) }
    }
  }

  /// Tries each batch of a group that failed by itself: it may be only one that cannot be stored, or that does not fit.
  private func commitEach(_ jobs: [(batch: [StoreWrite], then: Store.Completion)]) {
    var failure: StoreError?
    for job in jobs {
      // Once the store itself has failed, the rest fails with it: else each would wait for a broken disk.
      if let failure {
        job.then(.failure(failure))
        continue
      }
      do throws(StoreError) {
        job.then(.success(try engine.perform([job.batch])[0]))
      } catch {
        if !error.concernsOneBatch { failure = error }
        job.then(.failure(error))
      }
    }
  }
}
