/// A value that belongs to an event loop, in a form that other threads may hold but not touch.
///
/// `@unchecked Sendable`: the value is made and read by code that is isolated to the loop, and by nobody else.
public struct LoopBound<Value>: @unchecked Sendable {
  private let bound: Value
  private let loop: EventLoop

  /// Binds `value` to the loop that the caller is isolated to.
  public init(_ value: Value, on loop: isolated EventLoop) {
    bound = value
    self.loop = loop
  }

  /// Binds `value` to a loop that the caller runs on without being declared so, as a callback of the reactor.
  ///
  /// Elsewhere it traps.
  public init(_ value: Value, checking loop: EventLoop) {
    loop.preconditionIsolated("the value belongs to another loop")
    bound = value
    self.loop = loop
  }

  /// The value, for code that is isolated to its loop.
  public func value(on loop: isolated EventLoop) -> Value {
    precondition(loop === self.loop, "the value belongs to another loop")
    return bound
  }
}
