public import TautJSON

/// How a client wants the messages of a subscription delivered.
public struct SubscribeOptions: Sendable, Hashable {
  /// What makes two messages the same.
  public enum Deduplication: Sendable, Hashable {
    /// The id of the publication.
    case publicationId
    /// The value at a path in the payload, such as `game.id`.
    case path(String)
  }

  /// The number of messages that are sent together.
  public var batchSize: Int?

  /// How many milliseconds the first message of a batch waits for others.
  public var batchMs: Int?

  /// The least number of milliseconds between two deliveries.
  public var throttleMs: Int?

  /// Which messages are not sent again; `nil` sends all.
  public var deduplicate: Deduplication?

  /// The path in the payload of which only the latest message per value is kept.
  public var conflate: String?

  /// What happens when the client reads too slowly, by name.
  public var policy: String?

  /// Whether the client wants to hear who comes and goes.
  public var presence: Bool?

  /// Makes options that change nothing.
  public init() {}

  /// Reads `{"batchSize", "batchMs", "throttleMs", "deduplicate", "conflate", "policy", "presence"}`, none of which is required.
  public init(_ object: JSONSlice, in bytes: RawSpan) throws(EnvelopeError.Reason) {
    var members = JSONMembers(of: object)
    while let member = members.next(in: bytes) {
      guard !member.value.isNull else { continue }
      try read(member, in: bytes)
    }
  }

  private mutating func read(_ member: JSONMember, in bytes: RawSpan) throws(EnvelopeError.Reason) {
    let value = member.value
    switch member.name.string(in: bytes) {
    case "batchSize": batchSize = try Self.count(value, key: "batchSize", in: bytes)
    case "batchMs": batchMs = try Self.count(value, key: "batchMs", in: bytes)
    case "throttleMs": throttleMs = try Self.count(value, key: "throttleMs", in: bytes)
    case "deduplicate": deduplicate = try Self.deduplication(value, in: bytes)
    case "conflate": conflate = try Self.text(value, key: "conflate", in: bytes)
    case "policy": policy = try Self.text(value, key: "policy", in: bytes)
    case "presence":
      guard let isWanted = value.boolean(in: bytes) else {
        throw .mistyped(key: "options.presence", expected: "true or false")
      }
      presence = isWanted
    default: break
    }
  }

  private static func count(
    _ value: JSONSlice, key: String, in bytes: RawSpan
  ) throws(EnvelopeError.Reason) -> Int {
    guard let count = value.count(in: bytes).flatMap(Int.init(exactly:)) else {
      throw .mistyped(key: "options.\(key)", expected: "a count")
    }
    return count
  }

  private static func text(
    _ value: JSONSlice, key: String, in bytes: RawSpan
  ) throws(EnvelopeError.Reason) -> String {
    guard let text = value.string(in: bytes) else { throw .mistyped(key: "options.\(key)", expected: "a string") }
    return text
  }

  private static func deduplication(
    _ value: JSONSlice, in bytes: RawSpan
  ) throws(EnvelopeError.Reason) -> Deduplication? {
    if let isOn = value.boolean(in: bytes) { return isOn ? .publicationId : nil }
    guard let path = value.string(in: bytes) else {
      throw .mistyped(key: "options.deduplicate", expected: "true, false or a path")
    }
    return .path(path)
  }
}
