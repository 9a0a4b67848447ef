/// Values with small numbers that stay valid until the value is removed.
@usableFromInline
package struct Slab<Value: Sendable>: Sendable {
  @usableFromInline var values: [Value?] = []
  @usableFromInline var free: [Int32] = []

  /// A slab without values.
  @inlinable
  package init() {}

  /// How many values there are.
  @inlinable
  package var count: Int { values.count - free.count }

  /// The numbers that are in use, in order.
  @inlinable
  package var numbers: [Int32] { (0..<Int32(values.count)).filter { values[Int($0)] != nil } }

  /// Adds a value and returns its number.
  @inlinable
  package mutating func insert(_ value: Value) -> Int32 {
    if let number = free.popLast() {
      values[Int(number)] = value
      return number
    }
    values.append(value)
    return Int32(values.count - 1)
  }

  /// Removes the value with a number.
  @discardableResult
  @inlinable
  package mutating func remove(_ number: Int32) -> Value {
    guard let value = values[Int(number)].take() else { preconditionFailure("nothing has the number \(number)") }
    free.append(number)
    return value
  }

  /// The value with a number.
  @inlinable
  package subscript(number: Int32) -> Value {
    get { values[Int(number)]! }
    _modify { yield &values[Int(number)]! }
  }
}
