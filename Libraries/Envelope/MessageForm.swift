import TautJSON

/// How the messages of a dialect other than the canonical one are put together.
struct MessageForm: Sendable {
  /// Where the content of a message stands.
  enum Layout: Sendable, Hashable {
    /// In `data`; with or without `status` and `client_id` beside it.
    case nested(hasStatus: Bool)
    /// Among the other keys.
    case flat
  }

  /// The keys that mean something beside the content.
  enum Key: Int, CaseIterable {
    case type, timestamp, ts, correlationId, room, epoch, offset, id, meta, payload, data, status, clientID, error
  }

  let dialect: Dialect
  let layout: Layout
  /// The key of what connects an answer with its request.
  let correlationKey: StaticString
  let requiresTimestamp: Bool
  let shape: JSONShape
  private let names: [String]

  init(_ dialect: Dialect, layout: Layout, correlationKey: StaticString, requiresTimestamp: Bool = false) {
    self.dialect = dialect
    self.layout = layout
    self.correlationKey = correlationKey
    self.requiresTimestamp = requiresTimestamp
    names = Key.allCases.map { key in
      switch key {
      case .correlationId: correlationKey.description
      case .clientID: "client_id"
      default: "\(key)"
      }
    }
    shape = JSONShape(names)
  }

  var isNested: Bool { layout != .flat }

  /// The key that `name` is, if it is one.
  func key(of name: JSONSlice, in bytes: RawSpan) -> Key? {
    Key.allCases.first { name.equals(names[$0.rawValue], in: bytes) }
  }
}

/// Some of the keys of a message.
struct KeySet: OptionSet {
  var rawValue: UInt16

  init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  init(_ key: MessageForm.Key) {
    rawValue = 1 << UInt16(key.rawValue)
  }

  /// The keys that a scan has found.
  init(_ fields: JSONFields) {
    self.init()
    for key in MessageForm.Key.allCases where fields[key] != nil { insert(KeySet(key)) }
  }

  static let type = KeySet(.type)
  static let timestamp = KeySet(.timestamp)
  static let correlationId = KeySet(.correlationId)
  static let room = KeySet(.room)
  static let epoch = KeySet(.epoch)
  static let offset = KeySet(.offset)
  static let id = KeySet(.id)
  static let meta = KeySet(.meta)
  static let payload = KeySet(.payload)
}

extension JSONFields {
  subscript(key: MessageForm.Key) -> JSONSlice? {
    @inline(__always) get { self[key.rawValue] }
  }

  /// The value of a key; `null` counts as missing.
  func value(_ key: MessageForm.Key) -> JSONSlice? {
    self[key].flatMap { $0.isNull ? nil : $0 }
  }

  /// Whether the message says where it stands in a room's order.
  var isPlaced: Bool {
    self[.room]?.kind == .string && self[.epoch]?.kind == .string && self[.offset]?.kind == .number
  }
}
