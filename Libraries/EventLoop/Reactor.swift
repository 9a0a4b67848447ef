import CTautLinux
import Glibc
public import TautTLS

/// The heart of an event loop: an epoll instance, its streams, its timers, and the bytes of the present turn.
///
/// A turn waits, handles all that is ready, fires due timers, takes the mail of other threads, and then sends what
/// every stream has to send, with one call per stream. The time is read once per turn.
@safe public final class Reactor {
  /// The limits of a loop.
  public struct Limits: Sendable {
    /// The size of the shared receive buffer: what one stream may read per turn.
    ///
    /// Default: 512 KiB.
    public var receiveBuffer = 512 * 1024

    /// The bytes of a turn after which streams are flushed early.
    ///
    /// Default: 1 MiB.
    public var turnBytes = 1 << 20

    /// The default limits.
    public init() {}
  }

  /// The bytes in front of the receive buffer where what a stream left over is put before new bytes.
  static let headroom = 256

  /// The state that the path of a message touches.
  public let hot: UnsafeMutablePointer<LoopHot>

  /// The time, read once per turn.
  public internal(set) var now: ContinuousClock.Instant {
    get { time }
    set { time = newValue }
  }
  // Private, as the counters are, so that no access to it is checked at run time.
  private var time = ContinuousClock.now

  private var wallTurn = UInt64.max
  private var wallTime: Int64 = 0

  /// The wall clock in milliseconds since 1970, read at most once per turn.
  public var wallMilliseconds: Int64 {
    if wallTurn != counters.turns {
      wallTurn = counters.turns
      wallTime = WallClock.milliseconds
    }
    return wallTime
  }

  /// Called once in each turn, before the streams send.
  public var turnEnding: (() -> Void)?

  /// What the loop has done since it started.
  public internal(set) var counters: LoopCounters {
    get { counted }
    set { counted = newValue }
  }
  private var counted = LoopCounters()

  let limits: Limits
  let input: UnsafeMutableRawBufferPointer
  let plaintext: UnsafeMutableRawBufferPointer
  let pieces: UnsafeMutablePointer<taut_piece>
  /// The buffers that the loop's TLS sessions share.
  public let tlsBuffers = TLSBuffers()

  /// The epoll instance, or -1 once the loop has ended.
  private var epoll: Int32
  private let wake: Int32
  private let executor: LoopExecutor
  private let events: UnsafeMutablePointer<epoll_event>
  private static let eventCapacity = 1024
  /// The datum of the wake descriptor, which has no slot.
  private static let wakeDatum = UInt64.max

  private let start = ContinuousClock.now
  private var timers = TimerWheel<Source>()
  private var freeSlots: [UInt32] = []
  private var graveyard: [(slot: Int, source: Unmanaged<Source>)] = unsafe []
  private var awaiting: [Stream] = []
  private var stalled: [Stream] = []
  private var isFlushing = false
  private var isStopping = false
  /// How often what is resumed by the end may in turn resume or open something, before it is dropped unheard.
  private static let lastRounds = 64

  init(executor: LoopExecutor, wake: Int32, limits: Limits = Limits()) throws(SystemError) {
    self.executor = executor
    self.wake = wake
    self.limits = limits
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    unsafe hot = .allocate(capacity: 1)
    unsafe hot.initialize(to: LoopHot())
    unsafe events = .allocate(capacity: Self.eventCapacity)
    unsafe input = .allocate(byteCount: Self.headroom + limits.receiveBuffer, alignment: 4096)
    unsafe plaintext = .allocate(byteCount: Self.headroom + (1 << 16), alignment: 4096)
    unsafe pieces = .allocate(capacity: Stream.maximumPieces)
    guard epoll >= 0 else { throw SystemError("epoll_create1") }
    var event = unsafe epoll_event(events: Readiness.read, data: epoll_data(u64: Self.wakeDatum))
    guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) == 0 else { throw SystemError("epoll_ctl") }
    freeSlots.append(contentsOf: unsafe (0..<UInt32(hot.pointee.slotCapacity)).reversed())
  }

  deinit {
    unsafe hot.pointee.deallocate()
    unsafe hot.deallocate()
    unsafe events.deallocate()
    unsafe input.deallocate()
    unsafe plaintext.deallocate()
    unsafe pieces.deallocate()
    if epoll >= 0 { close(epoll) }
  }

  // MARK: Sources

  /// Watches `descriptor` for `interest` (epoll's bits) on behalf of `source`, which then owns it.
  func register(_ source: Source, descriptor: Int32, interest: UInt32) throws(SystemError) {
    if freeSlots.isEmpty {
      let old = unsafe hot.pointee.slotCapacity
      unsafe hot.pointee.growSlots()
      freeSlots.append(contentsOf: unsafe (UInt32(old)..<UInt32(hot.pointee.slotCapacity)).reversed())
    }
    let index = Int(freeSlots.removeLast())
    let generation = unsafe hot.pointee.slots[index].generation
    let datum = UInt64(generation) << 32 | UInt64(index)
    var event = unsafe epoll_event(events: interest, data: epoll_data(u64: datum))
    guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 else {
      freeSlots.append(UInt32(index))
      throw SystemError("epoll_ctl")
    }
    unsafe hot.pointee.slots[index].source = .passRetained(source)
    unsafe hot.pointee.slots[index].descriptor = descriptor
    source.slot = index
    source.descriptor = descriptor
    source.interest = interest
  }

  /// Changes what `source` is told of.
  func update(_ source: Source, interest: UInt32) {
    guard source.interest != interest, source.slot >= 0 else { return }
    source.interest = interest
    let generation = unsafe hot.pointee.slots[source.slot].generation
    let datum = UInt64(generation) << 32 | UInt64(source.slot)
    var event = unsafe epoll_event(events: interest, data: epoll_data(u64: datum))
    let result = unsafe epoll_ctl(epoll, EPOLL_CTL_MOD, source.descriptor, &event)
    precondition(result == 0, "epoll_ctl lost a descriptor that it owns")
  }

  /// Closes the descriptor of `source` and gives up its slot at the end of the turn, since a later event of the same
  /// batch, or the list of streams to flush, may still name it.
  func remove(_ source: Source) {
    guard source.slot >= 0 else { return }
    let slot = unsafe hot.pointee.slots + source.slot
    if let held = unsafe slot.pointee.source { unsafe graveyard.append((source.slot, held)) }
    unsafe slot.pointee.source = nil
    unsafe slot.pointee.descriptor = -1
    unsafe slot.pointee.isDirect = false
    unsafe slot.pointee.sharing = .none
    unsafe slot.pointee.generation &+= 1
    // Closing removes it from epoll as well; it was never duplicated.
    close(source.descriptor)
    source.slot = -1
    source.descriptor = -1
  }

  /// The open streams of the loop, in no particular order.
  public var streams: [Stream] { sources.compactMap { $0 as? Stream } }

  private var sources: [Source] {
    unsafe (0..<hot.pointee.slotCapacity).compactMap { index in
      unsafe hot.pointee.slots[index].source?.takeUnretainedValue()
    }
  }

  // MARK: Timers

  /// Schedules `source` to be told `kind` after `delay`, to the millisecond, never early.
  public func schedule(_ source: Source, after delay: Duration, kind: UInt32 = 0) -> TimerID {
    // Nothing fires any more, and the source would keep the loop that keeps it.
    guard epoll >= 0 else { return TimerID(index: .max, generation: 0) }
    return timers.schedule(at: tick(now + delay) + 1, source, kind: kind)
  }

  /// Cancels a timer; one that has fired is ignored.
  public func cancel(_ timer: TimerID) {
    timers.cancel(timer)
  }

  /// Runs `body` once after `delay`.
  @discardableResult
  public func after(_ delay: Duration, _ body: @escaping () -> Void) -> TimerID {
    schedule(ClosureTimer(on: self, body), after: delay)
  }

  private func tick(_ instant: ContinuousClock.Instant) -> UInt64 {
    let (seconds, attoseconds) = (instant - start).components
    return UInt64(max(0, seconds)) * 1000 + UInt64(max(0, attoseconds) / 1_000_000_000_000_000)
  }

  // MARK: Turns

  /// Runs turns until ``stop()``.
  ///
  /// `mail` is called when another thread has posted something.
  func run(mail: () -> Void) {
    while !isStopping { turn(mail: mail) }
  }

  /// Ends ``run(mail:)`` after the present turn.
  public func stop() {
    isStopping = true
  }

  /// Closes everything that lives on the loop, which turns no more.
  ///
  /// The handlers of streams are told, and the tasks that waited for them go on; what these open or schedule is dropped. The
  /// loop holds its sources and timers, and each of them holds the loop: unless it lets go of them here, all stay for good.
  func end() {
    executor.takeMail()
    for _ in 0..<Self.lastRounds {
      let open = streams
      guard executor.hasReady || !open.isEmpty else { break }
      for stream in open { stream.abort() }
      executor.runReady()
    }
    for source in sources { remove(source) }
    close(epoll)
    epoll = -1
    turnEnding = nil
    timers = TimerWheel()
    (awaiting, stalled) = ([], [])
    buryDead()
  }

  private func turn(mail: () -> Void) {
    let count = unsafe epoll_wait(epoll, events, Int32(Self.eventCapacity), timeout())
    now = ContinuousClock.now
    counters.turns &+= 1
    if count > 0 {
      // Mail comes first: what another loop posted before a peer sent what is ready now must not be overtaken by it, such as
      // a subscription by a publication that was made once its client was in.
      if hasMail(Int(count)) {
        executor.takeMail()
        mail()
      }
      for position in 0..<Int(count) {
        let datum = unsafe events[position].data.u64
        if datum != Self.wakeDatum { unsafe dispatch(datum, events[position].events) }
      }
    }
    fireTimers()
    executor.runReady()
    redeliverAwaiting()
    turnEnding?()
    flushDirty()
    buryDead()
  }

  private func hasMail(_ count: Int) -> Bool {
    for position in 0..<count where unsafe events[position].data.u64 == Self.wakeDatum { return true }
    return false
  }

  private func dispatch(_ datum: UInt64, _ events: UInt32) {
    let index = Int(datum & 0xFFFF_FFFF)
    let slot = unsafe hot.pointee.slots[index]
    // An event of this batch may name a slot that was given up, or reused, earlier in the batch.
    guard slot.generation == UInt32(datum >> 32), let source = unsafe slot.source else { return }
    unsafe source._withUnsafeGuaranteedRef { $0.ready(events) }
  }

  private func timeout() -> Int32 {
    if executor.hasReady || isStopping || !awaiting.isEmpty { return 0 }
    guard let next = timers.nextTick else { return -1 }
    let passed = tick(ContinuousClock.now)
    return next <= passed ? 0 : Int32(min(next - passed, 60_000))
  }

  private func fireTimers() {
    let tick = tick(now)
    while let (source, kind) = timers.popDue(at: tick) {
      source.timerFired(kind)
    }
  }

  private func buryDead() {
    while let (slot, source) = unsafe graveyard.popLast() {
      freeSlots.append(UInt32(slot))
      unsafe source.release()
    }
  }

  // MARK: Sending

  /// Has `stream` handed what it kept of its input at the end of this turn.
  func redeliver(_ stream: Stream) {
    awaiting.append(stream)
  }

  private func redeliverAwaiting() {
    while !awaiting.isEmpty {
      let streams = awaiting
      awaiting.removeAll(keepingCapacity: true)
      for stream in streams { stream.redeliver() }
    }
  }

  /// Sends what every stream has gathered, with one call per stream.
  ///
  /// This is the one place where bytes leave, so that a batched interface (io_uring) can take its place.
  func flushDirty() {
    guard !isFlushing else { return }
    isFlushing = true
    defer { isFlushing = false }
    var position = 0
    repeat {
      // A stream that fails here may make others dirty, through its handler; they are appended to the list.
      while unsafe position < hot.pointee.dirtyCount {
        flush(unsafe Int(hot.pointee.dirty[position]))
        position += 1
      }
      reportStalls()
    } while unsafe position < hot.pointee.dirtyCount
    counters.bytesOut &+= unsafe hot.pointee.bytesSent
    unsafe hot.pointee.endTurn()
  }

  private func flush(_ index: Int) {
    let slot = unsafe hot.pointee.slots + index
    if unsafe slot.pointee.isDirect && slot.pointee.firstSegment < 0 { return unsafe sendDirectly(slot) }
    if let source = unsafe slot.pointee.source {
      unsafe source._withUnsafeGuaranteedRef { $0.flush() }
    } else {
      forget(index)
    }
  }

  /// Sends the one range of a slot without touching its stream.
  ///
  /// Of a thousand subscribers hardly one stream is in the processor's cache, and a delivery would wait for three of
  /// its lines; the slot is there already. The stream hears of it only when the kernel does not take everything.
  private func sendDirectly(_ slot: UnsafeMutablePointer<Slot>) {
    guard unsafe slot.pointee.isDirty else { return }
    unsafe slot.pointee.isDirty = false
    let bytes = unsafe hot.pointee.bytes(slot.pointee.area, slot.pointee.start, slot.pointee.end)
    let sent = unsafe taut_send(slot.pointee.descriptor, bytes.baseAddress!, bytes.count)
    if sent == bytes.count {
      unsafe hot.pointee.bytesSent &+= UInt64(sent)
    } else {
      unsafe slot.pointee.source?._withUnsafeGuaranteedRef { unsafe $0.flushed(sent, of: bytes) }
    }
  }

  /// Has `stream` tell its handler, once nothing is half sent, that the kernel takes no more.
  func noteStall(_ stream: Stream) {
    stalled.append(stream)
  }

  private func reportStalls() {
    while let stream = stalled.popLast() { stream.reportStall() }
  }

  /// Makes room for `count` bytes in the arena: by sending early when the turn has grown large, else by growing.
  func makeRoom(_ count: Int) {
    if unsafe hot.pointee.arena.count >= limits.turnBytes { flushDirty() }
    if unsafe hot.pointee.arena.count + count > hot.pointee.arena.capacity { unsafe hot.pointee.arena.grow(by: count) }
  }

  /// Drops what the slot had to send.
  func forget(_ index: Int) {
    let slot = unsafe hot.pointee.slots + index
    unsafe slot.pointee.isDirty = false
    unsafe slot.pointee.firstSegment = -1
    unsafe slot.pointee.lastSegment = -1
  }
}

/// What a loop has done since it started.
public struct LoopCounters: Sendable {
  /// Turns of the loop.
  public var turns: UInt64 = 0
  /// Streams accepted.
  public var accepted: UInt64 = 0
  /// Bytes read from the network.
  public var bytesIn: UInt64 = 0
  /// Bytes handed to the network.
  public var bytesOut: UInt64 = 0
  /// Times that accepting paused because the system had no descriptors or buffers left.
  public var acceptPauses: UInt64 = 0

  /// Counters at zero.
  public init() {}
}

/// Runs a closure once.
final class ClosureTimer: Source {
  private let body: () -> Void

  init(on reactor: Reactor, _ body: @escaping () -> Void) {
    self.body = body
    super.init(on: reactor)
  }

  override func timerFired(_ kind: UInt32) {
    body()
  }
}
