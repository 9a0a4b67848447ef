/// A status code of RFC 9110 with the words beside it.
public struct Status: Sendable, Hashable {
  /// The code, 100 to 599.
  public let code: Int

  /// A status by its code.
  public init(_ code: Int) {
    precondition((100...599).contains(code), "a status code has three digits")
    self.code = code
  }

  /// The words that stand beside the code in a status line.
  ///
  /// They are for people: no program decides by them (RFC 9112, 4).
  public var reason: String {
    Self.reasons[code] ?? "Status"
  }

  private static let reasons: [Int: String] = [
    100: "Continue", 101: "Switching Protocols",
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content",
    301: "Moved Permanently", 302: "Found", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    408: "Request Timeout", 409: "Conflict", 411: "Length Required", 413: "Content Too Large", 414: "URI Too Long",
    415: "Unsupported Media Type", 417: "Expectation Failed", 422: "Unprocessable Content", 426: "Upgrade Required",
    429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout", 505: "HTTP Version Not Supported",
  ]
}

extension Status {
  /// 100: go on and send the body.
  public static let `continue` = Status(100)
  /// 101: the connection speaks WebSocket from here.
  public static let switchingProtocols = Status(101)
  /// 200: here it is.
  public static let ok = Status(200)
  /// 202: it will be done.
  public static let accepted = Status(202)
  /// 204: done, and there is nothing to say.
  public static let noContent = Status(204)
  /// 400: the request is malformed.
  public static let badRequest = Status(400)
  /// 401: who is asking is not known.
  public static let unauthorized = Status(401)
  /// 403: who is asking may not have it.
  public static let forbidden = Status(403)
  /// 404: there is nothing here.
  public static let notFound = Status(404)
  /// 405: not with this method.
  public static let methodNotAllowed = Status(405)
  /// 408: the request did not come in time.
  public static let requestTimeout = Status(408)
  /// 409: not as things are here.
  public static let conflict = Status(409)
  /// 413: the body is too large.
  public static let contentTooLarge = Status(413)
  /// 414: the request line is too long.
  public static let uriTooLong = Status(414)
  /// 417: Expect asks for something unknown.
  public static let expectationFailed = Status(417)
  /// 426: only as a WebSocket.
  public static let upgradeRequired = Status(426)
  /// 429: too many requests.
  public static let tooManyRequests = Status(429)
  /// 431: the head is too large.
  public static let requestHeaderFieldsTooLarge = Status(431)
  /// 500: the fault is on this side.
  public static let internalServerError = Status(500)
  /// 501: a part of the request is not implemented.
  public static let notImplemented = Status(501)
  /// 503: not now.
  public static let serviceUnavailable = Status(503)
  /// 505: not in this version of HTTP.
  public static let httpVersionNotSupported = Status(505)
}
