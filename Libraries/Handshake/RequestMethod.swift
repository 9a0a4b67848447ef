/// The method of a request (RFC 9110, 9).
public enum RequestMethod: Sendable, Hashable {
  /// GET.
  case get
  /// HEAD.
  case head
  /// POST.
  case post
  /// PUT.
  case put
  /// DELETE.
  case delete
  /// PATCH.
  case patch
  /// OPTIONS.
  case options
  /// Any other method, by its name.
  case other(String)

  init(_ bytes: [UInt8], in range: Range<Int>) {
    // Methods are case-sensitive (RFC 9110, 9.1), so "get" is another method.
    switch bytes.text(range) {
    case "GET": self = .get
    case "HEAD": self = .head
    case "POST": self = .post
    case "PUT": self = .put
    case "DELETE": self = .delete
    case "PATCH": self = .patch
    case "OPTIONS": self = .options
    case let name: self = .other(name)
    }
  }

  /// The method as it stands in a request line.
  public var name: String {
    switch self {
    case .get: "GET"
    case .head: "HEAD"
    case .post: "POST"
    case .put: "PUT"
    case .delete: "DELETE"
    case .patch: "PATCH"
    case .options: "OPTIONS"
    case .other(let name): name
    }
  }
}
