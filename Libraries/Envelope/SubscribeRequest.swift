internal import TautBytes
public import TautJSON

/// What a client asks for in the payload of `subscribe` and `unsubscribe`.
///
/// ```json
/// {"channel":"props","filters":{"sport":"MLB"},"options":{"throttleMs":1000},"since":{"epoch":"…","offset":7}}
/// ```
public struct SubscribeRequest: Sendable, Hashable {
  /// The room, a string that is not empty.
  public var channel: JSONSlice

  /// Which messages of the room, an object; `nil` is all of them.
  public var filters: JSONSlice?

  /// How the messages are delivered.
  public var options: SubscribeOptions

  /// Where the client was when it lost the connection.
  public var since: SubscribeSince?

  /// Where the client was in each room of a wildcard subscription: an object of `{"epoch", "offset"}` by name, in place of
  /// ``since``.
  public var sinceRooms: JSONSlice?

  private enum Key: Int, CaseIterable {
    case filters, options, since
  }

  /// The names of the room's key, the canonical one first.
  private static let channelNames = NameAliases.keys.all(for: "channel")

  /// The keys, and after them the names of the room's.
  private static let shape = JSONShape(Key.allCases.map { "\($0)" } + channelNames)

  /// Reads the payload of an envelope.
  ///
  /// A key that is `null` counts as missing.
  public init(_ payload: JSONSlice, in bytes: RawSpan) throws(EnvelopeError.Reason) {
    guard payload.kind == .object else { throw .mistyped(key: "payload", expected: "an object") }
    var fields = JSONFields()
    fields.collect(payload, for: Self.shape, in: bytes)
    func field(_ index: Int) -> JSONSlice? { fields[index].flatMap { $0.isNull ? nil : $0 } }
    func field(_ key: Key) -> JSONSlice? { field(key.rawValue) }

    let names = Self.channelNames.indices.lazy.map { field(Key.allCases.count + $0) }
    guard let channel = names.first(where: { $0 != nil }) ?? nil else { throw .missing(key: "channel") }
    guard channel.kind == .string, channel.byteCount > 2 else { throw .mistyped(key: "channel", expected: "a name") }
    self.channel = channel
    filters = try Self.object(field(.filters), key: "filters")
    options =
      try Self.object(field(.options), key: "options").map { object throws(EnvelopeError.Reason) in
        try SubscribeOptions(object, in: bytes)
      } ?? SubscribeOptions()
    let since = try Self.object(field(.since), key: "since")
    sinceRooms = try Self.object(since?.member("rooms", in: bytes), key: "since.rooms")
    guard sinceRooms == nil else { return }
    self.since = try since.map { object throws(EnvelopeError.Reason) in try SubscribeSince(object, in: bytes) }
  }

  private static func object(_ value: JSONSlice?, key: String) throws(EnvelopeError.Reason) -> JSONSlice? {
    guard let value else { return nil }
    guard value.kind == .object else { throw .mistyped(key: key, expected: "an object") }
    return value
  }
}
