/// Names that mean one idea in different dialects.
///
/// The table is the only place that knows them: code asks for the canonical name.
public struct NameAliases: Sendable {
  /// Each row is one idea; its first name is the canonical one.
  public let rows: [[String]]

  /// Makes a table.
  public init(rows: [[String]]) {
    self.rows = rows
  }

  /// The names that message types have beside their canonical one.
  public static let messageTypes = NameAliases(rows: [
    ["odds_update", "odds_change"],
    ["prop_update", "prediction_update"],
    ["welcome", "hello", "connection_established"],
  ])

  /// The names that the keys of a message have beside their canonical one.
  public static let keys = NameAliases(rows: [
    ["channel", "subscription_type", "room"],
    ["timestamp", "ts"],
  ])

  /// The canonical name for `name`; a name that stands in no row is its own.
  public func canonical(_ name: String) -> String {
    row(of: name)?.first ?? name
  }

  /// All names for what `name` means, the canonical one first.
  public func all(for name: String) -> [String] {
    row(of: name) ?? [name]
  }

  private func row(of name: String) -> [String]? {
    rows.first { $0.contains(name) }
  }
}

extension MessageType {
  /// The canonical type for what this type means: `odds_update` for `odds_change`.
  public var canonical: MessageType {
    MessageType(NameAliases.messageTypes.canonical(rawValue))
  }
}
