import TautBytes
import TautJSON

/// A message as a client got it.
struct Received: CustomStringConvertible {
  var bytes: [UInt8]

  var description: String { String(decoding: bytes, as: UTF8.self) }
  var type: String { text("type") ?? "" }
  var offset: UInt64? { number("meta.offset") }
  var room: String? { text("meta.room") }
  var code: String? { text("payload.code") }

  func text(_ path: String) -> String? {
    value(JSONPath(path)) { $0.string(in: $1) }
  }

  func number(_ path: String) -> UInt64? {
    value(JSONPath(path)) { $0.int64(in: $1).flatMap(UInt64.init(exactly:)) }
  }

  func boolean(_ path: String) -> Bool? {
    value(JSONPath(path)) { $0.boolean(in: $1) }
  }

  func raw(_ path: String) -> String? {
    value(JSONPath(path)) { String(decoding: $0.copy(in: $1), as: UTF8.self) }
  }

  private func value<Value>(_ path: JSONPath, _ read: (JSONSlice, RawSpan) -> Value?) -> Value? {
    bytes.withBytes { bytes in
      guard let root = try? JSONScanner().scan(bytes) else { return nil }
      return root.value(at: path, in: bytes).flatMap { read($0, bytes) }
    }
  }
}
