import TautAdmission
import TautCommandLine
import TautLog
import TautRooms
import TautServer
import TautStore
import TautUserChannel

/// What the command line, the environment and the configuration file say.
///
/// The properties are what is written; ``configuration()`` is what it means.
struct ServerArguments: CommandArguments {
  var host = "127.0.0.1"
  var port: UInt16 = 8000
  var loops: Int?
  var dataDirectory: String?
  var durability = SQLiteOptions.Durability.full
  var history = HistoryLimits()
  var historyMemory = 256 << 20
  var hasFeed = true
  var clientsMayPublish = false
  var rateLimit = 1_000
  var isSingle = false
  var maximumMessage = Self.standardMessage
  var maximumConnections = 100_000
  var admission = AdmissionLimits()
  var allowedOrigins: [String] = []
  var tokens = TokenSettings()
  var trustedProxies: [IPNetwork] = []
  var heartbeatInterval: Duration?
  var connectionTimeout: Duration?
  var handshakeTimeout: Duration = .milliseconds(9_500)
  var drainTimeout: Duration = .seconds(10)
  var redisURL: String?
  var certificate: String?
  var key: String?
  var logLevel = LogLevel.info
  var logStyle = LogStyle.auto
  var file: String?
  var onlyChecks = false
  var showsVersion = false

  /// The largest message unless another is asked for; then it holds for the echo as well.
  static let standardMessage = 1 << 20

  func validate() throws(UsageError) {
    if key != nil, certificate == nil {
      throw .missingValue(option: "--tls-cert", allowed: "the certificate of --tls-key")
    }
    if certificate != nil, key == nil { throw .missingValue(option: "--tls-key", allowed: "the key of --tls-cert") }
    if let heartbeatInterval, let connectionTimeout, heartbeatInterval >= connectionTimeout {
      let seconds = ValueForm<Duration>.seconds()
      throw .badValue(
        option: "--heartbeat-interval", value: seconds.show(heartbeatInterval),
        allowed: "shorter than --connection-timeout, which is \(seconds.show(connectionTimeout)) seconds")
    }
  }
}

extension ServerArguments {
  /// A time as it is on most routes, and on `/ws/client` where it is another there.
  func inEffect(_ time: KeyPath<Keepalive, Duration>) -> String {
    let configuration = configuration()
    let show = ValueForm<Duration>.seconds().show
    let times = [Keepalive.standard, .structured].map { show(configuration.keepalive($0)[keyPath: time]) }
    return times[0] == times[1] ? times[0] : "\(times[0]) (\(times[1]) on /ws/client)"
  }

  /// What the server is made with.
  func configuration() -> ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.host = host
    configuration.port = port
    configuration.loops = loops ?? 1
    configuration.history = history
    configuration.historyMemory = historyMemory
    configuration.hasFeed = hasFeed
    configuration.clientsMayPublish = clientsMayPublish
    configuration.rateLimit = rateLimit
    configuration.maximumConnections = maximumConnections
    configuration.admission = admission
    configuration.allowedOrigins = allowedOrigins
    configuration.trustedProxies = trustedProxies
    configuration.heartbeatInterval = heartbeatInterval
    configuration.connectionTimeout = connectionTimeout
    configuration.handshakeTimeout = handshakeTimeout
    configuration.drainTimeout = drainTimeout
    if isSingle { configuration.userChannel.devices = .single }
    configuration.maximumMessage = maximumMessage
    if maximumMessage != Self.standardMessage { configuration.maximumEcho = 0 }
    configuration.tokens = tokens
    configuration.storeOptions.durability = durability
    if let dataDirectory, dataDirectory != DataDirectory.memory {
      configuration.storeFile = DataDirectory(dataDirectory).storeFile
    }
    if let certificate, let key { configuration.tls = TLSFiles(certificate: certificate, key: key) }
    return configuration
  }
}
