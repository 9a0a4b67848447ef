internal import TautBytes
internal import TautJSON

/// The contents of a configuration file: one JSON object whose keys are names of options.
///
/// A key is the long name of an option; underscores may stand for its dashes. A value is a string, a number, `true` or
/// `false`, or an array of these for an option that may be repeated. The file is bytes here: reading it is the caller's.
public struct SettingsFile: Sendable {
  /// One key with its values.
  struct Entry: Sendable {
    var key: String
    /// The values as texts, or nil where the JSON is none that an option could take.
    var texts: [String]?
    /// The JSON, for the error.
    var spelling: String
  }

  /// What errors call the file.
  public let path: String
  let entries: [Entry]

  /// Reads `bytes`.
  ///
  /// - Throws: ``UsageError/badFile(_:reason:)`` where they are no JSON object.
  public init(path: String, bytes: [UInt8]) throws(UsageError) {
    self.path = path
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .badFile(path, reason: "it is not JSON: \(error)")
    }
    guard let object = value.object else { throw .badFile(path, reason: "it must hold one JSON object") }
    entries = object.members.map { member in
      Entry(
        key: member.name, texts: Self.texts(member.value), spelling: member.value.string ?? member.value.description)
    }
    let keys = entries.map { Self.name($0.key) }
    if let twice = keys.indices.first(where: { keys[..<$0].contains(keys[$0]) }) {
      throw .badFile(path, reason: "the key '\(entries[twice].key)' stands there twice")
    }
  }

  /// The name of the option that a key means.
  static func name(_ key: String) -> String {
    key.replacing("_", with: "-")
  }

  private static func texts(_ value: JSONValue) -> [String]? {
    guard let elements = value.array else { return text(value).map { [$0] } }
    let texts = elements.compactMap(text)
    return texts.count == elements.count ? texts : nil
  }

  private static func text(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): number.text
    case .boolean(let isTrue): isTrue ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}
