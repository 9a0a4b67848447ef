import Glibc
public import TautHandshake

/// What the HTTP connections of one loop have in common.
public final class HTTPContext {
  /// Answers the requests.
  public let service: any HTTPService

  /// How long a head may be.
  ///
  /// Default: 16 KiB and 100 fields.
  public var headLimits = HeadLimits()

  /// How long a body may be.
  ///
  /// Default: 1 MiB.
  public var bodyLimit = 1 << 20

  /// The time from the accepted connection, or the first byte of a further request, to the end of its head and body.
  ///
  /// Default: 9.5 seconds, so that whoever stalls is gone within ten. A TLS handshake counts.
  public var requestTimeout: Duration = .milliseconds(9_500)

  /// How long a connection may wait for its next request.
  ///
  /// Default: 60 seconds.
  public var keepAliveTimeout: Duration = .seconds(60)

  /// The connections that may wait for a request, or for the rest of one.
  ///
  /// Default: 10,000. Beyond it the one that has waited longest is closed, so that handshakes which are begun and not
  /// finished keep nobody out.
  public var waitingLimit = 10_000

  /// Connections that were closed to make room for others.
  public internal(set) var gaveWay = 0

  var waiting = WaitingConnections()

  private var dateSecond = 0
  private var dateText = ""

  /// Makes a context with the default limits.
  public init(service: any HTTPService) {
    self.service = service
  }

  /// Closes the connections that have waited longest, such as when the system has no descriptors left.
  public func makeRoom(_ count: Int) {
    for _ in 0..<count {
      guard let oldest = waiting.oldest else { return }
      gaveWay += 1
      oldest.giveWay()
    }
  }

  /// The value of the Date field (RFC 9110, 6.6.1), made once a second.
  func date() -> String {
    var second = time(nil)
    guard second != dateSecond else { return dateText }
    dateSecond = second
    var parts = unsafe tm()
    // gmtime_r fills `parts` from `second`; both live through the call.
    _ = unsafe gmtime_r(&second, &parts)
    dateText = unsafe Self.text(parts)
    return dateText
  }

  private static func text(_ parts: tm) -> String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let (day, month) = unsafe (days[Int(parts.tm_wday)], months[Int(parts.tm_mon)])
    let clock = unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits).joined(separator: ":")
    return unsafe "\(day), \(twoDigits(parts.tm_mday)) \(month) \(1900 + parts.tm_year) \(clock) GMT"
  }

  private static func twoDigits(_ number: Int32) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
