/// The numbers between two bounds, both included.
struct FilterRange: Sendable, Hashable {
  var lower = FilterNumber.lowest
  var upper = FilterNumber.highest

  func contains(_ number: FilterNumber) -> Bool {
    lower <= number && number <= upper
  }
}

extension FilterRange: Interval {
  static func < (left: FilterRange, right: FilterRange) -> Bool {
    left.lower == right.lower ? left.upper < right.upper : left.lower < right.lower
  }
}
