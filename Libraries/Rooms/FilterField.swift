/// The field of a payload that a condition looks at.
struct FilterField: Sendable, Hashable {
  /// The key as the subscriber wrote it.
  var name: String
  /// The singular of a plural key, which counts where the payload has no field ``name``.
  var alternate: String?
}

extension FilterField {
  /// The field that an equality or a membership names: the key itself, or else its singular.
  init(matching key: String) {
    self.init(name: key, alternate: Self.singular(of: key))
  }

  private static func singular(of key: String) -> String? {
    guard key.utf8.count > 2, key.hasSuffix("s"), !key.hasSuffix("ss") else { return nil }
    if key.hasSuffix("ies") { return key.dropLast(3) + "y" }
    for ending in ["sses", "ches", "shes", "xes"] where key.hasSuffix(ending) { return String(key.dropLast(2)) }
    return String(key.dropLast())
  }
}

extension FilterField: Comparable {
  static func < (left: FilterField, right: FilterField) -> Bool {
    // A name has at most one singular, so what differs in it has none on one side.
    left.name == right.name ? left.alternate == nil && right.alternate != nil : left.name < right.name
  }
}
