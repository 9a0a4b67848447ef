/// What is wrong with a line that `tautline drive` was given.
enum DriveRequestError: Error, Sendable, Hashable {
  /// The line is no JSON.
  case invalidJSON(String)
  /// The line is JSON, but no object.
  case notAnObject
  /// No operation has this name.
  case unknownOperation(String)
  /// A field is missing.
  case missing(String)
  /// A field has a value that it cannot have.
  case bad(String, allowed: String)
}

extension DriveRequestError: CustomStringConvertible {
  var description: String {
    switch self {
    case .invalidJSON(let reason): "line is not valid JSON: \(reason)"
    case .notAnObject: "line is not a JSON object"
    case .unknownOperation(let name):
      "unknown op '\(name)', must be one of connect, send, recv, ping, close, state, quit, client, subscribe, "
        + "request, tell, next, phase, leave"
    case .missing(let field): "\(field) is missing"
    case .bad(let field, let allowed): "\(field) must be \(allowed)"
    }
  }
}
