/// Names a timer that was scheduled on a loop.
public struct TimerID: Sendable, Hashable {
  var index: UInt32
  var generation: UInt32
}

/// A hierarchical timer wheel: six levels of 64 slots, one tick a millisecond.
///
/// Scheduling and cancelling cost the same however many timers there are, and allocate nothing once the pool has
/// grown. The wheel reads no clock: ``popDue(at:)`` is told the time.
struct TimerWheel<Target> {
  private struct Node {
    var deadline: UInt64 = 0
    var target: Target?
    var kind: UInt32 = 0
    var generation: UInt32 = 0
    var list: Int32 = -1
    var previous: Int32 = -1
    var next: Int32 = -1
  }

  private static var levels: Int { 6 }
  private static var bits: Int { 6 }
  /// The farthest deadline that fits: two years of milliseconds.
  private static var horizon: UInt64 { (1 << UInt64(levels * bits)) - 1 }

  private var nodes: [Node] = []
  private var free: [UInt32] = []
  private var heads = [Int32](repeating: -1, count: levels * 64)
  private var occupied = [UInt64](repeating: 0, count: levels)
  private(set) var count = 0

  /// The tick up to which timers have fired.
  private(set) var elapsed: UInt64 = 0

  /// Schedules `target` for tick `deadline`; a deadline that has passed is due at the next ``popDue(at:)``.
  mutating func schedule(at deadline: UInt64, _ target: Target, kind: UInt32) -> TimerID {
    let index =
      free.popLast()
      ?? {
        nodes.append(Node()); return UInt32(nodes.count - 1)
      }()
    let node = Int(index)
    nodes[node].deadline = min(max(deadline, elapsed + 1), elapsed + Self.horizon)
    nodes[node].target = target
    nodes[node].kind = kind
    link(node)
    count += 1
    return TimerID(index: index, generation: nodes[node].generation)
  }

  /// Cancels a timer and returns its target; a timer that has fired or was cancelled is ignored.
  @discardableResult
  mutating func cancel(_ id: TimerID) -> Target? {
    let node = Int(id.index)
    guard node < nodes.count, nodes[node].generation == id.generation, nodes[node].target != nil else { return nil }
    unlink(node)
    return release(node)
  }

  /// The tick at which the wheel must be advanced next, at or before the earliest deadline.
  var nextTick: UInt64? {
    nextExpiration().map(\.deadline)
  }

  /// Takes the next timer that is due at `tick`; the caller may schedule and cancel others before it asks again.
  mutating func popDue(at tick: UInt64) -> (target: Target, kind: UInt32)? {
    while let (level, slot, deadline) = nextExpiration(), deadline <= tick {
      elapsed = max(elapsed, deadline)
      if level == 0 {
        let node = Int(heads[slot])
        let kind = nodes[node].kind
        unlink(node)
        return release(node).map { ($0, kind) }
      }
      cascade(level, slot)
    }
    elapsed = max(elapsed, tick)
    return nil
  }

  private func nextExpiration() -> (level: Int, slot: Int, deadline: UInt64)? {
    for level in 0..<Self.levels where occupied[level] != 0 {
      let shift = UInt64(level * Self.bits)
      let now = Int((elapsed >> shift) & 63)
      let rotated = (occupied[level] >> UInt64(now)) | (now == 0 ? 0 : occupied[level] << UInt64(64 - now))
      let slot = (rotated.trailingZeroBitCount + now) & 63
      let range = UInt64(1) << (shift + UInt64(Self.bits))
      var deadline = (elapsed & ~(range - 1)) + (UInt64(slot) << shift)
      if deadline < elapsed { deadline = level == Self.levels - 1 ? deadline + range : elapsed }
      return (level, slot, deadline)
    }
    return nil
  }

  /// Moves the timers of a slot whose time has come to the lower levels.
  private mutating func cascade(_ level: Int, _ slot: Int) {
    var node = Int(heads[level * 64 + slot])
    heads[level * 64 + slot] = -1
    occupied[level] &= ~(UInt64(1) << UInt64(slot))
    while node >= 0 {
      let next = Int(nodes[node].next)
      link(node)
      node = next
    }
  }

  private mutating func link(_ node: Int) {
    let deadline = nodes[node].deadline
    let distance = (elapsed ^ deadline) | 63
    let level = min((63 - distance.leadingZeroBitCount) / Self.bits, Self.levels - 1)
    let slot = Int((deadline >> UInt64(level * Self.bits)) & 63)
    let list = level * 64 + slot
    nodes[node].list = Int32(list)
    nodes[node].previous = -1
    nodes[node].next = heads[list]
    if heads[list] >= 0 { nodes[Int(heads[list])].previous = Int32(node) }
    heads[list] = Int32(node)
    occupied[level] |= UInt64(1) << UInt64(slot)
  }

  private mutating func unlink(_ node: Int) {
    let (list, previous, next) = (Int(nodes[node].list), Int(nodes[node].previous), Int(nodes[node].next))
    if previous >= 0 { nodes[previous].next = Int32(next) } else { heads[list] = Int32(next) }
    if next >= 0 { nodes[next].previous = Int32(previous) }
    if heads[list] < 0 { occupied[list / 64] &= ~(UInt64(1) << UInt64(list % 64)) }
  }

  private mutating func release(_ node: Int) -> Target? {
    let target = nodes[node].target
    nodes[node].target = nil
    nodes[node].generation &+= 1
    free.append(UInt32(node))
    count -= 1
    return target
  }
}
