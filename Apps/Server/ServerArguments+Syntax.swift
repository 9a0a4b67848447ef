import TautAdmission
import TautCommandLine
import TautLog
import TautRooms
import TautServer

extension ServerArguments {
  /// The options, from which the parser, the help, the manual's table and the report at the start are made.
  static let syntax = Syntax<Self>(
    name: "tautline-server", summary: "a WebSocket server with rooms, history and recovery",
    options: listening + authentication + limits + times + histories + storage + running,
    notes: """
      A flag wins over its variable, and a variable over the file. The file is one
      JSON object, such as {"port": 8080, "allowed-origin": ["https://example.org"]}:
      its keys are the names of the options.

      SIGTERM and SIGINT drain the server, a second one ends it at once; SIGHUP reads
      certificate, keys and secrets again.

      Exit codes:
      \(ExitCode.table)
      """)

  private static let listening: [Option<Self>] = [
    .value("host", .address, \.host, "listen on this address").variable("TAUTLINE_HOST"),
    .value("port", .port, \.port, "listen on this port; 0 takes a free one").variable("TAUTLINE_PORT"),
    .value("loops", .integer("N", 1...256), \.loops, "event loops, each a thread; one for each core unless given")
      .variable("TAUTLINE_LOOPS"),
    .value("tls-cert", .path, \.certificate, "serve https and wss with this certificate chain (PEM)")
      .variable("TAUTLINE_TLS_CERT"),
    .value("tls-key", .path, \.key, "the private key of --tls-cert (PEM)").variable("TAUTLINE_TLS_KEY"),
    .list("allowed-origin", .origin, \.allowedOrigins, "pages that may connect and publish beside the server's own")
      .variable("WEBSOCKET_ALLOWED_ORIGINS"),
    .list(
      "trusted-proxy", .network, \.trustedProxies, "proxies that may name their client in X-Forwarded-For or Forwarded"
    )
    .variable("TAUTLINE_TRUSTED_PROXY"),
  ]

  private static let limits: [Option<Self>] = [
    .value("max-connections", .integer("N", 1...10_000_000), \.maximumConnections, "WebSockets at one time")
      .variable("WEBSOCKET_MAX_CONNECTIONS"),
    .value(
      "max-connections-per-address", .integer("N", 0...10_000_000), \.admission.connectionsPerAddress,
      "WebSockets of one address, or of 64 bits of IPv6; 0 for any number"
    ).variable("TAUTLINE_MAX_CONNECTIONS_PER_ADDRESS"),
    .value(
      "max-connections-per-user", .integer("N", 0...10_000_000), \.admission.connectionsPerUser,
      "WebSockets of one user; 0 for any number"
    ).variable("TAUTLINE_MAX_CONNECTIONS_PER_USER"),
    .value(
      "connect-rate", .integer("N", 0...1_000_000), \.admission.connectsPerSecond,
      "WebSockets that open within any one second, of all clients together; 0 turns it off"
    ).variable("TAUTLINE_CONNECT_RATE"),
    .value(
      "connect-rate-per-address", .integer("N", 0...1_000_000), \.admission.connectsPerSecondPerAddress,
      "WebSockets that one address opens a second, with bursts of twice that; 0 turns it off"
    ).variable("TAUTLINE_CONNECT_RATE_PER_ADDRESS"),
    .value(
      "max-message", .integer("BYTES", 1...(1 << 30)), \.maximumMessage,
      "largest message of a client; the echo takes 16777216 unless another is given"
    ).variable("TAUTLINE_MAX_MESSAGE"),
    .value(
      "rate-limit", .integer("N", 0...1_000_000), \.rateLimit,
      "messages a second and connection, with bursts of twice that; 0 turns it off"
    ).variable("TAUTLINE_RATE_LIMIT"),
    .flag("single-connection", \.isSingle, "one connection to /ws/user for each user: a newer one replaces it")
      .variable("TAUTLINE_SINGLE_CONNECTION"),
    .flag("client-publish", \.clientsMayPublish, "every client may publish to rooms, not only administrators")
      .variable("TAUTLINE_CLIENT_PUBLISH"),
  ]

  private static let times: [Option<Self>] = [
    .value(
      "heartbeat-interval", .seconds(), \.heartbeatInterval,
      "ping who is silent for this time; 30, and 25 on /ws/client, unless given"
    ).variable("WS_HEARTBEAT_INTERVAL_MS", .milliseconds(1...86_400_000), \.heartbeatInterval)
      .variable("WEBSOCKET_HEARTBEAT_INTERVAL").showing { $0.inEffect(\.interval) },
    .value(
      "connection-timeout", .seconds(), \.connectionTimeout,
      "close who is silent for this time; 60, and 30 on /ws/client, unless given"
    ).variable("WS_CONNECTION_TIMEOUT_MS", .milliseconds(1...86_400_000), \.connectionTimeout)
      .variable("WEBSOCKET_CONNECTION_TIMEOUT").showing { $0.inEffect(\.timeout) },
    .value("handshake-timeout", .seconds(), \.handshakeTimeout, "the time for a request, an upgrade or a TLS handshake")
      .variable("TAUTLINE_HANDSHAKE_TIMEOUT"),
    .value("drain-timeout", .seconds(), \.drainTimeout, "end at the latest after draining for this time")
      .variable("TAUTLINE_DRAIN_TIMEOUT"),
  ]

  private static let histories: [Option<Self>] = [
    .value(
      "history", .integer("N", 0...10_000_000), \.history.count,
      "publications that each room remembers for those who come back; 0 for none"
    ).variable("TAUTLINE_HISTORY"),
    .value(
      "history-bytes", .integer("BYTES", 0...(1 << 40)), \.history.bytes, "bytes of messages that each room remembers"
    )
    .variable("TAUTLINE_HISTORY_BYTES"),
    .value("history-age", .seconds(), \.history.age, "the time for which each room remembers")
      .variable("TAUTLINE_HISTORY_AGE"),
    .value(
      "history-memory", .integer("BYTES", 0...(1 << 40)), \.historyMemory,
      "memory for what all rooms remember; beyond it the largest ones forget first"
    ).variable("TAUTLINE_HISTORY_MEMORY"),
  ]

  private static let storage: [Option<Self>] = [
    .value(
      "data-dir", .path("PATH", "a directory, or :memory:"), \.dataDirectory,
      "keep here what survives a restart; without it, and with :memory:, nothing does"
    ).variable("TAUTLINE_DATA_DIR"),
    .value(
      "durability", .durability, \.durability,
      "what an answered publish survives: full is a loss of power, process only kill -9"
    ).variable("TAUTLINE_DURABILITY"),
    .flag("no-feed", \.hasFeed, to: false, "do not publish the simulated feed").variable("TAUTLINE_NO_FEED"),
    .value("redis-url", .url("redis", "rediss"), \.redisURL, "not used yet: rooms live in this server alone")
      .variable("REDIS_URL").masked(Redaction.redacted).withoutFlag(),
  ]

  private static let running: [Option<Self>] = [
    .value("log-level", .logLevel, \.logLevel, "the least that is logged to standard error")
      .variable("TAUTLINE_LOG_LEVEL"),
    .value("log-format", .logStyle, \.logStyle, "auto writes for people on a terminal, and JSON otherwise")
      .variable("TAUTLINE_LOG_FORMAT"),
    .value("config", .path, \.file, "read options from this JSON file").variable("TAUTLINE_CONFIG").onlyAsFlag(),
    .flag("check-config", \.onlyChecks, "say what is in effect and what is wrong, and do not listen").onlyAsFlag(),
    .flag("version", alias: "V", \.showsVersion, "print the version").onlyAsFlag(),
  ]
}
