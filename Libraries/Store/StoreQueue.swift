import Glibc

/// The jobs on their way from any thread to a store's own.
///
/// `@unchecked Sendable`: everything but the bounds is touched with `mutex` held.
@safe
final class StoreQueue: @unchecked Sendable {
  private let countLimit: Int
  private let byteLimit: Int
  // Behind pointers, because POSIX forbids to move them. The thread sanitizer knows them.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let arrival: UnsafeMutablePointer<pthread_cond_t>
  private var jobs: [StoreJob] = []
  private var waiting = 0
  private var waitingBytes = 0
  private var isClosed = false
  private var hasEnded = false

  init(_ limits: StoreLimits) {
    countLimit = limits.waitingBatches
    byteLimit = limits.waitingBytes
    unsafe mutex = .allocate(capacity: 1)
    unsafe arrival = .allocate(capacity: 1)
    // Neither can fail with default attributes on Linux.
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(arrival, nil)
  }

  deinit {
    // Nobody waits: whoever would holds a reference.
    unsafe pthread_cond_destroy(arrival)
    unsafe pthread_mutex_destroy(mutex)
    unsafe arrival.deallocate()
    unsafe mutex.deallocate()
  }

  /// Adds a job, or returns why it is not taken.
  func add(_ job: StoreJob) -> StoreError? {
    let size = job.size
    return withLock {
      if isClosed { return .closed }
      if waiting >= countLimit { return .queueFull(limit: "\(countLimit) batches") }
      if waiting > 0, waitingBytes + size > byteLimit { return .queueFull(limit: "\(byteLimit) bytes") }
      waiting += 1
      waitingBytes += size
      jobs.append(job)
      if jobs.count == 1 { unsafe pthread_cond_broadcast(arrival) }
      return nil
    }
  }

  /// Waits for jobs and takes all there are, or returns `nil` once the queue is closed and empty.
  ///
  /// What is taken counts as waiting until the next call.
  func take() -> [StoreJob]? {
    withLock {
      waiting = jobs.count
      waitingBytes = jobs.reduce(0) { $0 + $1.size }
      while jobs.isEmpty, !isClosed { unsafe pthread_cond_wait(arrival, mutex) }
      guard !jobs.isEmpty else { return nil }
      defer { jobs = [] }
      return jobs
    }
  }

  /// Takes no further jobs.
  func close() {
    withLock {
      isClosed = true
      unsafe pthread_cond_broadcast(arrival)
    }
  }

  /// Says that the thread has let go of the engine.
  func end() {
    withLock {
      hasEnded = true
      unsafe pthread_cond_broadcast(arrival)
    }
  }

  /// Waits for ``end()``.
  func waitForEnd() {
    withLock {
      while !hasEnded { unsafe pthread_cond_wait(arrival, mutex) }
    }
  }

  private func withLock<Value>(_ body: () -> Value) -> Value {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }
}
