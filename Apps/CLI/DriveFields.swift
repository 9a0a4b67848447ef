internal import TautBytes
internal import TautJSON

/// The fields of a request to `tautline drive`: each is missing, right, or an error.
struct DriveFields {
  var object: JSONObject

  /// The field as `read` reads it, which must be there.
  func required<Value>(
    _ name: String, _ read: (String) throws(DriveRequestError) -> Value?
  ) throws(DriveRequestError) -> Value {
    guard let value = try read(name) else { throw .missing(name) }
    return value
  }

  /// A string.
  func string(_ name: String) throws(DriveRequestError) -> String? {
    try read(name, "a string") { object.string(name) }
  }

  /// True or false.
  func boolean(_ name: String) throws(DriveRequestError) -> Bool? {
    try read(name, "true or false") { object.boolean(name) }
  }

  /// A whole number.
  func integer(_ name: String, _ range: ClosedRange<Int64>) throws(DriveRequestError) -> Int64? {
    try read(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      object.integer(name).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A number of seconds.
  func duration(_ name: String) throws(DriveRequestError) -> Duration? {
    try read(name, "a number of seconds, not below 0") {
      object.number(name).flatMap { $0 >= 0 && $0 < 1e9 ? .seconds($0) : nil }
    }
  }

  /// Bytes in Base64.
  func base64(_ name: String) throws(DriveRequestError) -> [UInt8]? {
    try read(name, "a string in Base64") {
      object.string(name).flatMap { Base64.decode(Array($0.utf8).span) }
    }
  }

  /// An array of strings.
  func strings(_ name: String) throws(DriveRequestError) -> [String]? {
    try read(name, "an array of strings") { object.strings(name) }
  }

  /// The headers of a handshake.
  func headers(_ name: String) throws(DriveRequestError) -> [HeaderOption]? {
    try read(name, "an object of header names and values") {
      guard let members = object.object(name)?.stringMembers else { return nil }
      let headers = members.compactMap { HeaderOption("\($0.name):\($0.value)") }
      return headers.count == members.count ? headers : nil
    }
  }

  private func read<Value>(
    _ name: String, _ allowed: String, _ body: () -> Value?
  ) throws(DriveRequestError) -> Value? {
    guard let kind = object.kind(name), kind != .null else { return nil }
    guard let value = body() else { throw .bad(name, allowed: allowed) }
    return value
  }
}
