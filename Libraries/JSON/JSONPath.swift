/// The names on the way from a value to one inside it, as in `player.stats.hits`.
///
/// Build it once and look it up in many values. A name that is a number is the position in an array as well.
public struct JSONPath: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The names, outermost first.
  public var names: [String]

  /// Makes a path from its names.
  public init(names: [String]) {
    self.names = names
  }

  /// Makes a path from names with dots between them.
  public init(_ dotted: String) {
    names = dotted.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  /// Makes a path from names with dots between them.
  public init(stringLiteral dotted: String) {
    self.init(dotted)
  }
}

extension JSONSlice {
  /// The value of the object's last member that has this name, if there is one; allocates nothing.
  public func member(_ name: String, in bytes: RawSpan) -> JSONSlice? {
    var found: JSONSlice?
    var members = JSONMembers(of: self)
    while let member = members.next(in: bytes) {
      if member.name.equals(name, in: bytes) { found = member.value }
    }
    return found
  }

  /// The element at this position of the array, if there is one; allocates nothing.
  public func element(_ position: Int, in bytes: RawSpan) -> JSONSlice? {
    var elements = JSONElements(of: self)
    var index = 0
    while let element = elements.next(in: bytes) {
      if index == position { return element }
      index += 1
    }
    return nil
  }

  /// The value at the end of `path`, if every step of it exists; allocates nothing.
  public func value(at path: JSONPath, in bytes: RawSpan) -> JSONSlice? {
    var value = self
    for name in path.names {
      guard let next = value.step(name, in: bytes) else { return nil }
      value = next
    }
    return value
  }

  private func step(_ name: String, in bytes: RawSpan) -> JSONSlice? {
    guard kind == .array else { return member(name, in: bytes) }
    guard let position = Int(name) else { return nil }
    return element(position, in: bytes)
  }
}
