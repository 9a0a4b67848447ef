internal import TautBytes
public import TautJSON

extension EnvelopeMeta {
  /// Reads meta data from an object; what is not there, or has another type, is `nil`.
  ///
  /// Members that have no property go into ``others``.
  public init(_ object: JSONSlice, in bytes: RawSpan) {
    self.init()
    var passed = JSONWriter()
    passed.beginObject()
    let empty = passed.bytes.count
    var members = JSONMembers(of: object)
    while let member = members.next(in: bytes) {
      if !read(member, in: bytes) { passed.member(member, of: bytes) }
    }
    guard passed.bytes.count > empty else { return }
    passed.endObject()
    others = passed.bytes
  }

  /// Takes a member that has a property, and tells whether it has one and the right type.
  private mutating func read(_ member: JSONMember, in bytes: RawSpan) -> Bool {
    let value = member.value
    switch member.name.string(in: bytes) {
    case "source": return take(value.string(in: bytes).flatMap(Source.init), \.source)
    case "priority": return take(value.string(in: bytes).flatMap(Priority.init), \.priority)
    case "ttl": return take(value.int64(in: bytes), \.ttl)
    case "retryCount": return take(value.int64(in: bytes), \.retryCount)
    case "room": return take(value.string(in: bytes), \.room)
    case "epoch": return take(value.string(in: bytes), \.epoch)
    case "offset": return take(value.int64(in: bytes).flatMap(UInt64.init(exactly:)), \.offset)
    case "id": return take(value.string(in: bytes), \.id)
    default: return false
    }
  }

  private mutating func take<Value>(_ value: Value?, _ property: WritableKeyPath<Self, Value?>) -> Bool {
    guard let value else { return false }
    self[keyPath: property] = value
    return true
  }

  /// Writes an object with all that is set.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    if let source { json.member("source", source.rawValue) }
    if let priority { json.member("priority", priority.rawValue) }
    if let ttl { json.member("ttl", ttl) }
    if let retryCount { json.member("retryCount", retryCount) }
    if let room { json.member("room", room) }
    if let epoch { json.member("epoch", epoch) }
    if let offset { json.member("offset", offset) }
    if let id { json.member("id", id) }
    if !others.isEmpty { writeOthers(to: &json) }
    json.endObject()
  }

  private func writeOthers(to json: inout JSONWriter) {
    others.withBytes { bytes in
      guard let object = try? JSONScanner().scan(bytes) else { return }
      var members = JSONMembers(of: object)
      while let member = members.next(in: bytes) {
        if !isSet(member.name, in: bytes) { json.member(member, of: bytes) }
      }
    }
  }

  /// Whether the property with this name is set.
  private func isSet(_ name: JSONSlice, in bytes: RawSpan) -> Bool {
    switch name.string(in: bytes) {
    case "source": source != nil
    case "priority": priority != nil
    case "ttl": ttl != nil
    case "retryCount": retryCount != nil
    case "room": room != nil
    case "epoch": epoch != nil
    case "offset": offset != nil
    case "id": id != nil
    default: false
    }
  }
}
