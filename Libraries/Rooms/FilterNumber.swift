/// A number as filters compare it: by value, whatever its spelling.
///
/// `1`, `1.0` and `1e0` are one number. Integers up to 64 bits are compared exactly, so that large ids stay distinct;
/// everything else as a double.
struct FilterNumber: Sendable, Hashable {
  // A real is never a whole number below 2^63, so each number has one representation and can be hashed.
  private enum Value: Sendable, Hashable {
    case integer(Int64)
    case real(Double)
  }

  private let value: Value

  static let lowest = FilterNumber(real: -.infinity)
  static let highest = FilterNumber(real: .infinity)

  init(_ integer: Int64) {
    value = .integer(integer)
  }

  init(real: Double) {
    if let integer = Int64(exactly: real) {
      value = .integer(integer)
    } else {
      value = .real(real)
    }
  }
}

extension FilterNumber: Comparable {
  static func < (left: FilterNumber, right: FilterNumber) -> Bool {
    switch (left.value, right.value) {
    case (.integer(let left), .integer(let right)): left < right
    case (.real(let left), .real(let right)): left < right
    // A fraction lies below 2^53, where rounding the integer cannot reach it. What is no fraction lies beyond all
    // integers, and the largest of these round up to 2^63.
    case (.integer(let left), .real(let right)): right >= 0x1p63 || Double(left) < right
    case (.real(let left), .integer(let right)): left < Double(right)
    }
  }
}

extension FilterNumber {
  /// The smallest number above this one, of all that can be told apart here.
  var next: FilterNumber {
    switch value {
    case .integer(let integer):
      let rounded = Double(integer)
      let real = FilterNumber(real: FilterNumber(real: rounded) > self ? rounded : rounded.nextUp)
      return integer == .max ? real : min(FilterNumber(integer + 1), real)
    case .real(let real): return FilterNumber(real: real.nextUp)
    }
  }

  /// The largest number below this one, of all that can be told apart here.
  var previous: FilterNumber {
    switch value {
    case .integer(let integer):
      let rounded = Double(integer)
      let real = FilterNumber(real: FilterNumber(real: rounded) < self ? rounded : rounded.nextDown)
      return integer == .min ? real : max(FilterNumber(integer - 1), real)
    case .real(let real):
      let below = FilterNumber(real: real.nextDown)
      return self > FilterNumber(.max) ? max(below, FilterNumber(.max)) : below
    }
  }
}
