/// Bytes that streams send in the present turn, one after the other.
///
/// Ranges of it are what streams send at the end of the turn.
@safe @usableFromInline struct TurnArea {
  @usableFromInline var memory: UnsafeMutableRawPointer
  @usableFromInline var count = 0
  @usableFromInline var capacity: Int

  /// The capacity to begin with.
  private static let initialCapacity = 1 << 16
  /// The capacity that is kept from turn to turn.
  private static let keptCapacity = 1 << 23
  /// The places in an area have 32 bits.
  private static let largestCapacity = 1 << 31

  /// An area without memory, which comes when it is used.
  init() {
    capacity = 0
    unsafe memory = .allocate(byteCount: 0, alignment: 64)
  }

  func deallocate() {
    unsafe memory.deallocate()
  }

  /// Makes room for `more` further bytes; the area may move.
  mutating func grow(by more: Int) {
    capacity = max(capacity, Self.initialCapacity)
    while capacity < count + more { capacity *= 2 }
    precondition(
      capacity <= Self.largestCapacity, "a turn sends up to 2 GiB at once, not \(count + more) bytes")
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
    unsafe larger.copyMemory(from: memory, byteCount: count)
    unsafe memory.deallocate()
    unsafe memory = larger
  }

  /// Forgets the bytes of the turn, and gives memory back after one that was exceptionally large.
  mutating func endTurn() {
    count = 0
    guard capacity > Self.keptCapacity else { return }
    deallocate()
    self = TurnArea()
  }

  func bytes(_ start: UInt32, _ end: UInt32) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: memory + Int(start), count: Int(end) - Int(start))
  }
}
