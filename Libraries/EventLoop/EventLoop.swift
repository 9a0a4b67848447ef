import CTautLinux
import Glibc
import Synchronization

/// One thread, one epoll instance, and everything that lives on them.
///
/// A loop is an actor whose executor is the loop's thread. Code that is isolated to it reaches the ``reactor`` and its
/// streams synchronously; all of them are non-`Sendable`, so the compiler keeps them on the loop.
///
/// ```swift
/// let loop = try EventLoop()
/// loop.start()
/// loop.submit { loop in
///   let listener = try? loop.reactor.listen(on: address) { stream in … }
/// }
/// ```
public actor EventLoop {
  /// The executor of this actor, and of tasks that are started with `Task(executorPreference:)`.
  public nonisolated let executor: LoopExecutor

  /// The loop's epoll instance, streams and timers.
  public let reactor: Reactor

  /// What the loop's user keeps on it, so that a submitted job finds it.
  public var attachment: AnyObject?

  private let mail = Mailbox<@Sendable (isolated EventLoop) -> Void>()
  private nonisolated let wake: Int32
  /// Whether the loop turns no more, so that nothing that is submitted would ever run.
  private nonisolated let isOver = Atomic(false)

  /// The executor that runs this actor: the loop's thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  /// Makes a loop that does not run yet.
  ///
  /// - Throws: ``SystemError`` when the system has no descriptors left.
  public init() throws(SystemError) {
    let wake = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard wake >= 0 else { throw SystemError("eventfd") }
    executor = LoopExecutor(wake: wake)
    self.wake = wake
    reactor = try Reactor(executor: executor, wake: wake)
  }

  /// Starts the loop's thread.
  ///
  /// Call it once.
  public nonisolated func start() {
    let box = unsafe Unmanaged.passRetained(self)
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // The thread takes over the reference that the box holds.
    let result = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        let loop = unsafe Unmanaged<EventLoop>.fromOpaque(argument!).takeRetainedValue()
        loop.run()
        return nil
      }, box.toOpaque())
    unsafe pthread_attr_destroy(&attributes)
    precondition(result == 0, "pthread_create failed with \(result)")
  }

  /// Runs the loop on the calling thread until ``stop()``.
  public nonisolated func run() {
    executor.bind()
    assumeIsolated { loop in
      loop.reactor.run { loop.deliverMail() }
      loop.end()
    }
    executor.unbind()
  }

  /// Closes what lives on the loop, and lets go of what was attached and submitted, so that nothing keeps it.
  private func end() {
    reactor.end()
    attachment = nil
    isOver.store(true, ordering: .sequentiallyConsistent)
    _ = mail.take()
  }

  /// Asks the loop to end after its present turn; once it has ended it cannot run again.
  ///
  /// Streams and listeners that are still open are closed then, with what the streams have not sent, and handlers are told.
  /// Timers do not fire any more, and what is submitted later is dropped.
  public nonisolated func stop() {
    submit { $0.reactor.stop() }
  }

  /// Runs `job` on the loop, in the order of submission from each thread, within one turn of the loop.
  ///
  /// It never blocks and never waits; from the loop's own thread the job runs in the next turn. The mailbox is
  /// unbounded: senders are expected to be other loops of the same process, which are bounded themselves.
  public nonisolated func submit(_ job: @escaping @Sendable (isolated EventLoop) -> Void) {
    guard !isOver.load(ordering: .relaxed) else { return }
    if mail.post(job) { taut_event_notify(wake) }
  }

  private func deliverMail() {
    for job in mail.take() { job(self) }
  }
}
