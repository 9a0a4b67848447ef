/// How a text has to begin, byte for byte in UTF-8.
///
/// In the order of texts, those that begin with a prefix are the interval from the prefix itself to its last extension.
/// So prefixes are found like ranges of numbers.
struct FilterPrefix: Sendable, Hashable {
  /// A text, or the place behind all texts that begin with one.
  struct Bound: Sendable {
    var bytes: [UInt8]
    var isEnd = false
  }

  var bytes: [UInt8]
}

extension FilterPrefix.Bound: Comparable {
  static func < (left: Self, right: Self) -> Bool {
    for (left, right) in zip(left.bytes, right.bytes) where left != right { return left < right }
    // Behind all extensions of a text is behind the longer ones too.
    if left.bytes.count < right.bytes.count { return !left.isEnd }
    if left.bytes.count > right.bytes.count { return right.isEnd }
    return !left.isEnd && right.isEnd
  }
}

extension FilterPrefix: Interval {
  var lower: Bound { Bound(bytes: bytes) }
  var upper: Bound { Bound(bytes: bytes, isEnd: true) }

  static func < (left: FilterPrefix, right: FilterPrefix) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
