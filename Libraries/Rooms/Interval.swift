/// What lies between two bounds, both included; ordered by the lower bound first.
protocol Interval: Comparable, Sendable {
  associatedtype Bound: Comparable, Sendable

  var lower: Bound { get }
  var upper: Bound { get }
}
