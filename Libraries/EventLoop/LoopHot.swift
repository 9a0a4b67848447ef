import Glibc

/// The state of a loop that the path of a message touches.
///
/// It is one plain struct behind a pointer: a stream reaches it without a reference count or an exclusivity check,
/// which halves the cost of a small frame against the same fields in a class.
@safe public struct LoopHot {
  /// What single streams send in this turn.
  @usableFromInline var arena = TurnArea()

  /// What many streams send in this turn.
  ///
  /// The lanes lie apart from the arena and from one another, so that nothing comes between the publications of a turn:
  /// neither the answers to who published them, nor the same publications in another form. A subscriber of all of them
  /// sends one range with one plain call.
  let lanes: UnsafeMutablePointer<TurnArea>
  static let laneCount = 16
  /// What a range has for a lane when it lies in the arena.
  @usableFromInline static let arenaIndex: UInt8 = 0xFF

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
    unsafe lanes = .allocate(capacity: Self.laneCount)
    for lane in 0..<Self.laneCount { unsafe (lanes + lane).initialize(to: TurnArea()) }
    slotCapacity = 64
    unsafe slots = .allocate(capacity: slotCapacity)
    unsafe slots.initialize(repeating: Slot(), count: slotCapacity)
    dirtyCapacity = 256
    unsafe dirty = .allocate(capacity: dirtyCapacity)
    segmentCapacity = 256
    unsafe segments = .allocate(capacity: segmentCapacity)
  }

  func deallocate() {
    arena.deallocate()
    for lane in 0..<Self.laneCount { unsafe lanes[lane].deallocate() }
    unsafe lanes.deallocate()
    unsafe slots.deallocate()
    unsafe dirty.deallocate()
    unsafe segments.deallocate()
  }

  /// The bytes of a range.
  func bytes(_ area: UInt8, _ start: UInt32, _ end: UInt32) -> UnsafeRawBufferPointer {
    unsafe area == Self.arenaIndex ? arena.bytes(start, end) : lanes[Int(area)].bytes(start, end)
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

  /// Forgets what was to be sent.
  mutating func endTurn() {
    dirtyCount = 0
    bytesSent = 0
    segmentCount = 0
    arena.endTurn()
    for lane in 0..<Self.laneCount where unsafe lanes[lane].count > 0 { unsafe lanes[lane].endTurn() }
  }

  /// Gives slot `index` the range `start..<end` of an area to send at the end of the turn.
  @inlinable mutating func enqueue(_ index: Int, _ area: UInt8, _ start: Int, _ end: Int) {
    let slot = unsafe slots + index
    if unsafe slot.pointee.isDirty {
      if unsafe slot.pointee.lastSegment < 0 && slot.pointee.end == UInt32(truncatingIfNeeded: start)
        && slot.pointee.area == area
      {
        unsafe slot.pointee.end = UInt32(truncatingIfNeeded: end)
      } else {
        enqueueSegment(index, area, start, end)
      }
    } else {
      unsafe slot.pointee.isDirty = true
      unsafe slot.pointee.area = area
      unsafe slot.pointee.start = UInt32(truncatingIfNeeded: start)
      unsafe slot.pointee.end = UInt32(truncatingIfNeeded: end)
      if dirtyCount == dirtyCapacity { growDirty() }
      unsafe dirty[dirtyCount] = UInt32(truncatingIfNeeded: index)
      dirtyCount += 1
    }
  }

  /// Adds a further range to a slot whose first range does not end where this one starts.
  @usableFromInline mutating func enqueueSegment(_ index: Int, _ area: UInt8, _ start: Int, _ end: Int) {
    let slot = unsafe slots + index
    let last = unsafe Int(slot.pointee.lastSegment)
    if last >= 0, unsafe segments[last].end == UInt32(truncatingIfNeeded: start) && segments[last].area == area {
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
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), next: -1, area: area)
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
  /// The first range that is to be sent: a lane, or ``LoopHot/arenaIndex``, and the places in it.
  @usableFromInline var area = LoopHot.arenaIndex
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
  @usableFromInline var area: UInt8
}
