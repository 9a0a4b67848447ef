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

  static let lowest = FilterNumber(-.infinity)
  static let highest = FilterNumber(.infinity)

  init(_ integer: Int64) {
    value = .integer(integer)
  }

  init(_ real: Double) {
    if let integer = Int64(exactly: real) {
      value = .integer(integer)
    } else {
      value = .real(real)
    }
  }

  /// The nearest double.
  private var real: Double {
    switch value {
    case .integer(let integer): Double(integer)
    case .real(let real): real
    }
  }
}

extension FilterNumber: Comparable {
  static func < (left: FilterNumber, right: FilterNumber) -> Bool {
    if case .integer(let left) = left.value, case .integer(let right) = right.value { return left < right }
    // Where one is real it is a fraction below 2^53 or beyond 2^63: rounding the other one cannot change the order.
    return left.real < right.real
  }
}
