/// Why a mutation cannot be made.
public enum ReconciliationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// So many mutations of the category wait for the server.
  case tooManyMutations(category: String, limit: Int)

  /// One line that names the limit and the way out.
  public var description: String {
    switch self {
    case .tooManyMutations(let category, let limit):
      "\(limit) mutations of \(category) wait for the server, which is the limit; wait until some are answered"
    }
  }
}
