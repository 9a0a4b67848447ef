import TautSession

/// The presets have the names of the dialects with which their clients came.
extension ClientConfiguration {
  /// S0's client: 30 seconds for answers, a ping every 30 seconds, 10 attempts.
  public static func v2(_ url: String?) -> ClientConfiguration { ClientConfiguration(.v2(url: url)) }

  /// S1's client: 2 to 30 seconds, 5 attempts; the token stands in the URL.
  public static func rooms(_ url: String?) -> ClientConfiguration {
    var configuration = ClientConfiguration(.rooms(url: url))
    configuration.tokenPlacement = .query
    return configuration
  }

  /// S2's client: 8 attempts, then a fallback to local data.
  public static func structured(_ url: String?) -> ClientConfiguration { ClientConfiguration(.structured(url: url)) }

  /// S3's client: polls every 10 seconds while it is not connected; the token stands in the URL.
  public static func event(_ url: String?) -> ClientConfiguration {
    var configuration = ClientConfiguration(.event(url: url))
    configuration.tokenPlacement = .query
    return configuration
  }

  /// S4's client: the channel of one user; the token stands in the URL.
  public static func user(_ url: String?) -> ClientConfiguration {
    var configuration = ClientConfiguration(.user(url: url))
    configuration.tokenPlacement = .query
    return configuration
  }
}
