public import TautAuth

/// Why a file of keys cannot be used.
public enum TokenKeyFileError: Error, Sendable, Hashable {
  /// The file at `path` cannot be read; `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// The file at `path` has more than `limit` bytes.
  case tooLong(path: String, limit: Int)
  /// The file at `path` is no key set.
  case json(path: String, JSONWebKeyError)
  /// The file at `path` holds no key in PEM form that can be used.
  case key(path: String, KeyError)
  /// The set at `path` has no key that can be used, for these reasons.
  case noKey(path: String, reasons: [String])
}

extension TokenKeyFileError: CustomStringConvertible {
  /// One line that names the file and what is wrong with it.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .tooLong(let path, let limit): "\(path) has more than \(limit) bytes: it is no file of keys"
    case .json(let path, let error): "\(path) cannot be used: \(error)"
    case .key(let path, let error): "\(path) cannot be used: \(error)"
    case .noKey(let path, let reasons):
      reasons.isEmpty ? "\(path) has no key" : "\(path) has no key that can be used: \(reasons.joined(separator: "; "))"
    }
  }
}
