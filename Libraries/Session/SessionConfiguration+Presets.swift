import TautBackoff
import TautEnvelope
import TautHeartbeat

/// The presets have the names of the dialects with which their clients came.
extension SessionConfiguration {
  /// S0's client: 30 seconds for answers, a ping every 30 seconds, 10 attempts.
  public static func v2(url: String?) -> SessionConfiguration {
    var configuration = SessionConfiguration(url: url)
    configuration.dialect = .v2
    configuration.backoff = .v2
    return configuration
  }

  /// S1's client: 2 to 30 seconds, 5 attempts.
  public static func rooms(url: String?) -> SessionConfiguration {
    var configuration = SessionConfiguration(url: url)
    configuration.dialect = .rooms
    configuration.backoff = .rooms
    return configuration
  }

  /// S2's client: 8 attempts, then a fallback to local data.
  public static func structured(url: String?) -> SessionConfiguration {
    var configuration = SessionConfiguration(url: url)
    configuration.dialect = .structured
    configuration.heartbeat.interval = .seconds(25)
    configuration.fallback = .simulate
    return configuration
  }

  /// S3's client: polls every 10 seconds while it is not connected.
  public static func event(url: String?) -> SessionConfiguration {
    var configuration = SessionConfiguration(url: url)
    configuration.dialect = .event
    configuration.backoff = .event
    configuration.fallback = .poll
    configuration.pollsWhileDisconnected = true
    return configuration
  }

  /// S4's client: the channel of one user.
  public static func user(url: String?) -> SessionConfiguration {
    var configuration = SessionConfiguration(url: url)
    configuration.dialect = .user
    configuration.backoff = .user
    return configuration
  }
}
