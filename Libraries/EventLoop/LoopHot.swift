import Glibc

/// The state of a loop that the path of a message touches.
///
/// It is one plain struct behind a pointer: a stream reaches it without a reference count or an exclusivity check,
/// which halves the cost of a small frame against the same fields in a class.
@safe public struct LoopHot {
  /// What single streams send in this turn, one after the other.
  ///
  /// Ranges of it, and of ``shared``, are what streams send at the end of the turn.
  @usableFromInline var arena: UnsafeMutableRawPointer
  @usableFromInline var arenaCount = 0
  @usableFromInline var arenaCapacity: Int

  /// What many streams send in this turn, one after the other.
  ///
  /// It lies apart from the arena so that nothing comes between the publications of a turn, such as the answers to who
  /// published them: a subscriber of all of them sends one range with one plain call.
  var shared: UnsafeMutableRawPointer
  var sharedCount = 0
  var sharedCapacity: Int

  /// The bit of a range's ends that says that it lies in ``shared``.
  static let sharedMark = 1 << 31

  /// The bytes of this turn that went out without a look at their streams.
  var bytesSent: UInt64 = 0

  /// One slot per descriptor that the loop watches.
  @usableFromInline var slots: UnsafeMutablePointer<Slot>
  @usableFromInline var slotCapacity: Int

  /// The slots that have something to send this turn.
  @usableFromInline var dirty: UnsafeMutablePointer<UInt32>
  @usableFromInline var dirtyCount = 0
  @usableFromInline var dirtyCapacity: Int

  /// Further ranges of streams that send more than one piece of the arena.
  @usableFromInline var segments: UnsafeMutablePointer<Segment>
  @usableFromInline var segmentCount = 0
  @usableFromInline var segmentCapacity: Int

  init() {
    arenaCapacity = 1 << 16
    unsafe arena = .allocate(byteCount: arenaCapacity, alignment: 64)
    sharedCapacity = 1 << 16
    unsafe shared = .allocate(byteCount: sharedCapacity, alignment: 64)
    slotCapacity = 64
    unsafe slots = .allocate(capacity: slotCapacity)
    unsafe slots.initialize(repeating: Slot(), count: slotCapacity)
    dirtyCapacity = 256
    unsafe dirty = .allocate(capacity: dirtyCapacity)
    segmentCapacity = 256
    unsafe segments = .allocate(capacity: segmentCapacity)
  }

  func deallocate() {
    unsafe arena.deallocate()
    unsafe shared.deallocate()
    unsafe slots.deallocate()
    unsafe dirty.deallocate()
    unsafe segments.deallocate()
  }

  /// Makes room for `count` further bytes in the arena, which may move.
  mutating func growArena(by count: Int) {
    unsafe Self.grow(&arena, &arenaCapacity, holding: arenaCount, by: count)
  }

  /// Makes room for `count` further bytes in what is shared, which may move.
  mutating func growShared(by count: Int) {
    unsafe Self.grow(&shared, &sharedCapacity, holding: sharedCount, by: count)
  }

  private static func grow(
    _ memory: inout UnsafeMutableRawPointer, _ capacity: inout Int, holding held: Int, by count: Int
  ) {
    while capacity < held + count { capacity *= 2 }
    precondition(capacity <= sharedMark, "a turn sends up to 2 GiB at once, not \(held + count) bytes")
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
    unsafe larger.copyMemory(from: memory, byteCount: held)
    unsafe memory.deallocate()
    unsafe memory = larger
  }

  /// The bytes of a range.
  func bytes(_ start: UInt32, _ end: UInt32) -> UnsafeRawBufferPointer {
    let offset = Int(start)
    let base = unsafe offset < Self.sharedMark ? arena + offset : shared + (offset - Self.sharedMark)
    return unsafe UnsafeRawBufferPointer(start: base, count: Int(end) - offset)
  }

  /// Doubles the table of slots.
  mutating func growSlots() {
    let larger = UnsafeMutablePointer<Slot>.allocate(capacity: slotCapacity * 2)
    unsafe larger.update(from: slots, count: slotCapacity)
    unsafe (larger + slotCapacity).initialize(repeating: Slot(), count: slotCapacity)
    unsafe slots.deallocate()
    unsafe slots = larger
    slotCapacity *= 2
  }

  @usableFromInline mutating func growDirty() {
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: dirtyCapacity * 2)
    unsafe larger.update(from: dirty, count: dirtyCount)
    unsafe dirty.deallocate()
    unsafe dirty = larger
    dirtyCapacity *= 2
  }

  /// Forgets the bytes of the turn, and gives memory back after one that was exceptionally large.
  mutating func endTurn() {
    dirtyCount = 0
    bytesSent = 0
    arenaCount = 0
    sharedCount = 0
    segmentCount = 0
    if arenaCapacity > Self.keptCapacity { unsafe Self.shrink(&arena, &arenaCapacity) }
    if sharedCapacity > Self.keptCapacity { unsafe Self.shrink(&shared, &sharedCapacity) }
  }

  private static let keptCapacity = 1 << 23

  private static func shrink(_ memory: inout UnsafeMutableRawPointer, _ capacity: inout Int) {
    unsafe memory.deallocate()
    capacity = 1 << 16
    unsafe memory = .allocate(byteCount: capacity, alignment: 64)
  }

  /// Gives slot `index` the range `start..<end` to send at the end of the turn.
  @inlinable mutating func enqueue(_ index: Int, _ start: Int, _ end: Int) {
    let slot = unsafe slots + index
    if unsafe slot.pointee.isDirty {
      if unsafe slot.pointee.lastSegment < 0 && slot.pointee.end == UInt32(truncatingIfNeeded: start) {
        unsafe slot.pointee.end = UInt32(truncatingIfNeeded: end)
      } else {
        enqueueSegment(index, start, end)
      }
    } else {
      unsafe slot.pointee.isDirty = true
      unsafe slot.pointee.start = UInt32(truncatingIfNeeded: start)
      unsafe slot.pointee.end = UInt32(truncatingIfNeeded: end)
      if dirtyCount == dirtyCapacity { growDirty() }
      unsafe dirty[dirtyCount] = UInt32(truncatingIfNeeded: index)
      dirtyCount += 1
    }
  }

  /// Adds a further range to a slot whose first range does not end where this one starts.
  @usableFromInline mutating func enqueueSegment(_ index: Int, _ start: Int, _ end: Int) {
    let slot = unsafe slots + index
    let last = unsafe Int(slot.pointee.lastSegment)
    if last >= 0, unsafe segments[last].end == UInt32(truncatingIfNeeded: start) {
      unsafe segments[last].end = UInt32(truncatingIfNeeded: end)
      return
    }
    if segmentCount == segmentCapacity {
      let larger = UnsafeMutablePointer<Segment>.allocate(capacity: segmentCapacity * 2)
      unsafe larger.update(from: segments, count: segmentCount)
      unsafe segments.deallocate()
      unsafe segments = larger
      segmentCapacity *= 2
    }
    let new = Int32(segmentCount)
    unsafe segments[segmentCount] = Segment(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), next: -1)
    segmentCount += 1
    if last >= 0 {
      unsafe segments[last].next = new
    } else {
      unsafe slot.pointee.firstSegment = new
    }
    unsafe slot.pointee.lastSegment = new
  }
}

/// What a loop knows of one descriptor.
@safe @usableFromInline struct Slot {
  /// The object that is told of readiness; the slot holds one reference to it.
  @usableFromInline var source: Unmanaged<Source>?
  /// The descriptor, or -1.
  var descriptor: Int32 = -1
  /// Tells a reused slot from the one that an old event names.
  @usableFromInline var generation: UInt32 = 0
  @usableFromInline var isDirty = false
  /// Whether bytes may go to the kernel without a look at the stream: plain TCP, open, nothing waits before them.
  var isDirect = false
  /// Whether, and in which form, the stream takes frames that are shared by many.
  @usableFromInline var sharing = Sharing.none
  /// The first range that is to be sent.
  @usableFromInline var start: UInt32 = 0
  @usableFromInline var end: UInt32 = 0
  @usableFromInline var firstSegment: Int32 = -1
  @usableFromInline var lastSegment: Int32 = -1
}

/// A further range that a stream sends.
@usableFromInline struct Segment {
  @usableFromInline var start: UInt32
  @usableFromInline var end: UInt32
  @usableFromInline var next: Int32
}
