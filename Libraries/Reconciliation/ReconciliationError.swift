/// Why a mutation cannot be made.
public enum ReconciliationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// So many mutations of the category wait for the server.
  case tooManyMutations(category: String, limit: Int)
  /// A value was given for an item, and says that it is another one.
  case otherItem(String, key: String)
  /// A value that has no members cannot say which item it is.
  case noObject(String)

  /// One line that names the limit and the way out.
  public var description: String {
    switch self {
    case .tooManyMutations(let category, let limit):
      "\(limit) mutations of \(category) wait for the server, which is the limit; wait until some are answered"
    case .otherItem(let item, let key):
      "the new value of \(item) says that it is \(key); give it the key of the item, or none"
    case .noObject(let item): "the new value of \(item) is no object, which could say which item it is"
    }
  }
}
