import CTautLinux
import Glibc
import Synchronization

/// Runs jobs on one event loop's thread: the executor of the loop's actor and of the tasks that prefer it.
///
/// It is both a serial and a task executor. A continuation then resumes on the loop's thread and nowhere else; with
/// the serial half alone each wake-up would travel through the global pool.
///
/// `@unchecked Sendable`: `ready` and `spare` are touched by the loop's thread only; all else is atomic.
public final class LoopExecutor: SerialExecutor, TaskExecutor, @unchecked Sendable {
  private let mailbox = Mailbox<UnownedJob>()
  private let wake: Int32
  /// The loop's thread, or 0 before it runs.
  private let thread = Atomic<pthread_t>(0)
  private var ready: [UnownedJob] = []
  private var spare: [UnownedJob] = []

  init(wake: Int32) {
    self.wake = wake
  }

  deinit {
    close(wake)
  }

  /// Binds the executor to the calling thread.
  func bind() {
    thread.store(pthread_self(), ordering: .relaxed)
  }

  /// Ends the binding: a later thread may get the same name from the system.
  func unbind() {
    thread.store(0, ordering: .relaxed)
  }

  /// Takes a job: into the ready ring from the loop's own thread, through the mailbox from any other.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isOnLoop {
      ready.append(job)
      return
    }
    if mailbox.post(job) { taut_event_notify(wake) }
  }

  /// Whether the caller is on the loop's thread.
  public var isOnLoop: Bool {
    thread.load(ordering: .relaxed) == pthread_self()
  }

  /// Traps when the caller is not on the loop's thread.
  public func checkIsolated() {
    precondition(isOnLoop, "this runs on the event loop's thread only: use EventLoop.submit to get there")
  }

  /// Whether the caller is isolated to the loop.
  public func isIsolatingCurrentContext() -> Bool? {
    isOnLoop
  }

  /// Whether jobs wait that were enqueued on the loop's own thread.
  var hasReady: Bool { !ready.isEmpty }

  /// Moves what other threads enqueued into the ready ring.
  ///
  /// The loop calls it when the wake descriptor is readable.
  func takeMail() {
    taut_event_consume(wake)
    ready.append(contentsOf: mailbox.take())
  }

  /// Runs the jobs that are ready now; those that they enqueue run in the next call.
  func runReady() {
    guard !ready.isEmpty else { return }
    swap(&ready, &spare)
    for job in spare {
      unsafe job.runSynchronously(
        isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
    }
    spare.removeAll(keepingCapacity: spare.count < 4096)
  }
}
