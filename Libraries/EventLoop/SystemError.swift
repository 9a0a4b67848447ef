import Glibc

/// A system call that failed.
public struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The call's name, such as `bind`.
  public var call: String

  /// The value of `errno`.
  public var code: Int32

  /// Describes the failure of `call` with `code`.
  public init(_ call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  /// Describes the failure of `call` with the present `errno`.
  public init(_ call: String) {
    self.init(call, code: errno)
  }

  /// One line: the call, what the system says, and the code.
  public var description: String {
    // strerror returns a static or thread-local string that is copied at once.
    let text = unsafe String(cString: strerror(code))
    return "\(call): \(text) (errno \(code))"
  }
}
