import TautTLS

/// The form in which a stream takes bytes that are sent to many.
public enum Sharing: UInt8, Sendable {
  /// It takes none: it is not subscribed to anything, or it is closing.
  case none
  /// As they are.
  case plain
  /// Compressed, where there is a compressed form.
  case compressed
}

/// Bytes that many send in the present turn.
public struct SharedRange: Sendable {
  let lane: UInt8
  let start: Int
  let end: Int
}

extension Reactor {
  /// How many lanes there are for what is shared.
  public static let laneCount = LoopHot.laneCount

  /// Puts bytes for several streams into the turn once; ``send(_:to:where:)`` gives them to streams.
  ///
  /// - Parameters:
  ///   - count: The room that `body` needs.
  ///   - lane: Below ``laneCount``. What is put into the same lane lies together, and a stream that takes one after the other
  ///     sends them as one; so each group of streams, and each form, has a lane of its own.
  ///   - body: Writes the bytes and returns how many there are.
  /// - Returns: The bytes' place, valid until anything else is written on this loop.
  public func share(
    _ count: Int, lane: Int = 0, _ body: (UnsafeMutableRawBufferPointer) -> Int
  ) -> SharedRange {
    precondition(lane >= 0 && lane < Self.laneCount, "there are \(Self.laneCount) lanes, and none \(lane)")
    let area = unsafe hot.pointee.lanes + lane
    if unsafe area.pointee.count + count > area.pointee.capacity { makeRoom(count, lane: lane) }
    let start = unsafe area.pointee.count
    let written = unsafe body(UnsafeMutableRawBufferPointer(start: area.pointee.memory + start, count: count))
    unsafe area.pointee.count = start + written
    return SharedRange(lane: UInt8(lane), start: start, end: start + written)
  }

  /// Makes room for `count` shared bytes: by sending early when the turn has grown large, else by growing.
  private func makeRoom(_ count: Int, lane: Int) {
    let area = unsafe hot.pointee.lanes + lane
    if unsafe area.pointee.count >= limits.turnBytes { flushDirty() }
    if unsafe area.pointee.count + count > area.pointee.capacity { unsafe area.pointee.grow(by: count) }
  }

  /// Sends shared bytes at the end of the turn to those of `recipients` that take them in the form `sharing`.
  ///
  /// - Parameters:
  ///   - range: What ``share(_:_:)`` returned.
  ///   - recipients: Slots of streams. Those of other forms, and those that are closed, are passed over.
  ///   - sharing: The form that the bytes have.
  /// - Returns: How many of the recipients take another form.
  public func send(_ range: SharedRange, to recipients: Span<UInt32>, where sharing: Sharing) -> Int {
    var others = 0
    for position in recipients.indices {
      let index = Int(recipients[position])
      precondition(unsafe index < hot.pointee.slotCapacity, "no such slot")
      let form = unsafe hot.pointee.slots[index].sharing
      if form == sharing {
        unsafe hot.pointee.enqueue(index, range.lane, range.start, range.end)
      } else if form != .none {
        others += 1
      }
    }
    return others
  }
}

extension Stream {
  /// Whether, and in which form, the stream takes bytes that are sent to many.
  ///
  /// It ends when the stream closes.
  public var sharing: Sharing {
    get { slot >= 0 ? unsafe hot.pointee.slots[slot].sharing : .none }
    set { if slot >= 0 { unsafe hot.pointee.slots[slot].sharing = newValue } }
  }
}
