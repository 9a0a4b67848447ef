public import TautJSON

extension JSONValue {
  /// The value at the end of a path, if every step of it exists.
  func value(at path: JSONPath) -> JSONValue? {
    var value = self
    for name in path.names {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value
  }

  /// The object with a key at the end of a path; nil where something on the way is no object.
  func setting(_ key: RoomKey, at path: JSONPath) -> JSONValue? {
    guard let value = try? JSONValue(parsing: key.spelling) else { return nil }
    return setting(value, at: path.names[...])
  }

  private func setting(_ value: JSONValue, at names: ArraySlice<String>) -> JSONValue? {
    guard let name = names.first else { return value }
    guard var object, let inner = (object[name] ?? .object(JSONObject())).setting(value, at: names.dropFirst()) else {
      return nil
    }
    object[name] = inner
    return .object(object)
  }

  /// The JSON text in which the key at the end of a path has its own spelling.
  func bytes(spelling key: RoomKey, at path: JSONPath) -> [UInt8] {
    var json = JSONWriter()
    write(to: &json, key, at: path.names[...])
    return json.bytes
  }

  private func write(to json: inout JSONWriter, _ key: RoomKey, at names: ArraySlice<String>) {
    guard let name = names.first, let object else {
      return names.isEmpty ? json.raw(Array(key.spelling.utf8)) : json.value(self)
    }
    json.beginObject()
    for member in object.members {
      json.name(member.name)
      member.name == name ? member.value.write(to: &json, key, at: names.dropFirst()) : json.value(member.value)
    }
    json.endObject()
  }

  /// This object with the members of an older one whose names are in neither `names` nor this object.
  ///
  /// A program that knows some members of an item can change them, and leave the others as they are. What is no object
  /// stays as it is.
  public func keeping(_ older: JSONValue?, except names: Set<String>) -> JSONValue {
    guard var object, let older = older?.object else { return self }
    let taken = names.union(object.members.map(\.name))
    object.members += older.members.filter { !taken.contains($0.name) }
    return .object(object)
  }
}
