import TautAdmission
import TautAuth
import TautCommandLine
import TautRooms
import TautServer
import Testing

@testable import tautline_server

@Suite struct InvocationTests {
  private func read(
    _ arguments: [String] = [], _ environment: [String: String] = [:], file: String = "{}"
  ) throws(UsageError) -> Invocation? {
    try Invocation.read(arguments, environment: { environment[$0] }, contents: { _ in Array(file.utf8) })
  }

  private func complaint(
    _ arguments: [String] = [], _ environment: [String: String] = [:], file: String = "{}"
  ) -> String? {
    do throws(UsageError) {
      _ = try read(arguments, environment, file: file)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `without anything the server has its defaults`() throws {
    let configuration = try #require(try read()).arguments.configuration()
    #expect(configuration.host == "127.0.0.1" && configuration.port == 8000 && configuration.loops == Environment.cores)
    #expect(configuration.hasFeed && configuration.rateLimit == 1000 && configuration.maximumConnections == 100_000)
    #expect(configuration.maximumMessage == 1 << 20 && configuration.maximumEcho == 16 << 20)
    #expect(configuration.tls == nil && configuration.allowedOrigins.isEmpty && !configuration.clientsMayPublish)
  }

  @Test func `flags, variables and a file reach the configuration, in this order of precedence`() throws {
    let file =
      #"{"port": 1, "loops": 4, "max_message": 5, "allowed-origin": ["https://a.example", "https://b.example"]}"#
    let environment = [
      "TAUTLINE_PORT": "2", "TAUTLINE_LOOPS": "8", "WEBSOCKET_MAX_CONNECTIONS": "7", "TAUTLINE_NO_FEED": "1",
      "TAUTLINE_CONFIG": "some.json", "TAUTLINE_CLIENT_PUBLISH": "true",
    ]
    let invocation = try #require(try read(["--port", "3"], environment, file: file))
    let configuration = invocation.arguments.configuration()
    #expect(configuration.port == 3 && configuration.loops == 8 && configuration.maximumConnections == 7)
    #expect(configuration.maximumMessage == 5 && configuration.maximumEcho == 0 && !configuration.hasFeed)
    #expect(configuration.clientsMayPublish)
    #expect(configuration.allowedOrigins == ["https://a.example", "https://b.example"])
    let sources = Dictionary(uniqueKeysWithValues: invocation.settings.map { ($0.name, "\($0.source)") })
    #expect(sources["port"] == "flag" && sources["loops"] == "TAUTLINE_LOOPS" && sources["max-message"] == "some.json")
    #expect(sources["host"] == "default")
  }

  @Test func `keys for tokens are named, and a secret is never shown`() throws {
    let environment = [
      "JWT_SECRET": "your-secret-key", "JWT_JWKS_FILE": "a.json,b.json", "JWT_LEEWAY": "0.5", "JWT_ISSUER": "login",
    ]
    let flags = ["--jwt-key-file", "c.pem", "--jwt-audience", "us", "--jwt-algorithms", "HS256,ES256"]
    let invocation = try #require(try read(flags + ["--jwt-require-expiry"], environment))
    let tokens = invocation.arguments.configuration().tokens
    #expect(tokens.secret?.text == "your-secret-key" && tokens.keySetFiles == ["a.json", "b.json"])
    #expect(tokens.keyFiles == ["c.pem"] && tokens.algorithms == [.hs256, .es256] && tokens.isEnabled)
    #expect(tokens.policy.leeway == .milliseconds(500) && tokens.policy.issuers == ["login"])
    #expect(tokens.policy.audiences == ["us"] && tokens.policy.requiresExpiry)
    #expect(!invocation.report.contains("your-secret-key"))
    #expect(invocation.settings.contains { $0.name == "jwt-secret" && $0.value == "********" })
    let file = try #require(try read(["--config", "f.json"], file: #"{"jwt-secret": "of the file"}"#))
    #expect(file.arguments.tokens.secret?.text == "of the file" && !file.report.contains("of the file"))
    #expect(try read()?.arguments.configuration().tokens.isEnabled == false)
  }

  @Test(arguments: [
    (["--port", "x"], [:], "--port is 'x', but must be a whole number from 0 to 65535"),
    ([], ["TAUTLINE_PORT": "70000"], "TAUTLINE_PORT is '70000', but must be a whole number from 0 to 65535"),
    (
      [], ["WEBSOCKET_MAX_CONNECTIONS": "many"],
      "WEBSOCKET_MAX_CONNECTIONS is 'many', but must be a whole number from 1 to 10000000"
    ),
    (["--prot", "1"], [:], "unknown option --prot; did you mean --port?"),
    (
      ["--host", "localhost"], [:],
      "--host is 'localhost', but must be a numeric address such as 127.0.0.1, ::1, 0.0.0.0 for all of IPv4, or :: for all"
    ),
    (
      [], ["WEBSOCKET_ALLOWED_ORIGINS": "example.org"],
      "WEBSOCKET_ALLOWED_ORIGINS is 'example.org', but must be an origin such as https://example.org or http://localhost:3000, or * for all"
    ),
    (["--tls-cert", "c.pem"], [:], "--tls-key needs a value: the key of --tls-cert"),
    ([], ["TAUTLINE_TLS_KEY": "k.pem"], "--tls-cert needs a value: the certificate of --tls-key"),
    (
      [], ["WEBSOCKET_HEARTBEAT_INTERVAL": "x"],
      "WEBSOCKET_HEARTBEAT_INTERVAL is 'x', but must be a number of seconds above 0, such as 10 or 0.5"
    ),
    (
      [], ["WS_CONNECTION_TIMEOUT_MS": "0"],
      "WS_CONNECTION_TIMEOUT_MS is '0', but must be a whole number from 1 to 86400000, in milliseconds"
    ),
    (
      [], ["WEBSOCKET_HEARTBEAT_INTERVAL": "60", "WEBSOCKET_CONNECTION_TIMEOUT": "60"],
      "--heartbeat-interval is '60', but must be shorter than --connection-timeout, which is 60 seconds"
    ),
    (
      ["--trusted-proxy", "proxy.example"], [:],
      "--trusted-proxy is 'proxy.example', but must be an address or a network such as 10.0.0.0/8 or 2001:db8::/32"
    ),
    (
      [], ["REDIS_URL": "http://h"], "REDIS_URL is 'http://h', but must be a URL that begins with redis:// or rediss://"
    ),
    (["more"], [:], "unexpected argument 'more'"),
    (
      ["--jwt-algorithms", "none"], [:],
      "--jwt-algorithms is 'none', but must be one of HS256, HS384, HS512, RS256, RS384, RS512, PS256, ES256, ES384, EdDSA"
    ),
  ])
  func `what is wrong is named with what is allowed`(arguments: [String], environment: [String: String], text: String) {
    #expect(complaint(arguments, environment) == text)
  }

  @Test func `the seeds' variables set the times, and milliseconds win`() throws {
    let seconds = ["WEBSOCKET_HEARTBEAT_INTERVAL": "30", "WEBSOCKET_CONNECTION_TIMEOUT": "60"]
    let slow = try #require(try read([], seconds)).arguments.configuration()
    #expect(slow.heartbeatInterval == .seconds(30) && slow.connectionTimeout == .seconds(60))
    let milliseconds = ["WS_HEARTBEAT_INTERVAL_MS": "25000", "WS_CONNECTION_TIMEOUT_MS": "30000"]
    let both = try #require(try read([], seconds.merging(milliseconds) { $1 })).arguments.configuration()
    #expect(both.heartbeatInterval == .seconds(25) && both.connectionTimeout == .seconds(30))
  }

  @Test func `limits and proxies reach the configuration`() throws {
    let arguments = [
      "--max-connections-per-address", "5", "--max-connections-per-user=6", "--connect-rate=7",
      "--connect-rate-per-address=8", "--trusted-proxy", "10.0.0.0/8,::1", "--drain-timeout=3", "--handshake-timeout",
      "0.5",
    ]
    let configuration = try #require(try read(arguments)).arguments.configuration()
    #expect(configuration.admission.connectionsPerAddress == 5 && configuration.admission.connectionsPerUser == 6)
    #expect(configuration.admission.connectsPerSecond == 7 && configuration.admission.connectsPerSecondPerAddress == 8)
    #expect(configuration.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1/128"])
    #expect(configuration.drainTimeout == .seconds(3) && configuration.handshakeTimeout == .milliseconds(500))
  }

  @Test func `what rooms remember reaches the configuration`() throws {
    let environment = ["TAUTLINE_HISTORY_AGE": "60", "TAUTLINE_HISTORY_MEMORY": "1000000"]
    let arguments = ["--history", "0", "--history-bytes=5"]
    let configuration = try #require(try read(arguments, environment)).arguments.configuration()
    #expect(configuration.history.count == 0 && configuration.history.bytes == 5)
    #expect(configuration.history.age == .seconds(60) && configuration.historyMemory == 1_000_000)
    let standard = try #require(try read()).arguments.configuration()
    #expect(standard.history == HistoryLimits() && standard.historyMemory == 256 << 20)
  }

  @Test func `the times that are in effect are told`() throws {
    func told(_ arguments: [String]) throws -> [String] {
      let names = ["heartbeat-interval", "connection-timeout"]
      return try #require(try read(arguments)).settings.filter { names.contains($0.name) }.map {
        "\($0.value ?? "") (\($0.source))"
      }
    }
    #expect(try told([]) == ["30 (25 on /ws/client) (default)", "60 (30 on /ws/client) (default)"])
    #expect(try told(["--connection-timeout", "20"]) == ["10 (default)", "20 (flag)"])
    #expect(try told(["--heartbeat-interval=29"]) == ["29 (flag)", "60 (58 on /ws/client) (default)"])
  }

  @Test func `the password of a URL is not shown`() throws {
    let invocation = try #require(try read([], ["REDIS_URL": "redis://:geheim@host:6379/0"]))
    #expect(invocation.report.contains("redis-url = redis://:***@host:6379/0"))
    #expect(!invocation.report.contains("geheim"))
  }

  @Test func `an unknown key of the file is refused with the name that was probably meant`() {
    #expect(
      complaint(["--config", "f.json"], file: #"{"max-conections": 5}"#)
        == "unknown key 'max-conections' in f.json; did you mean max-connections?")
  }

  @Test func `a file that cannot be read says so`() {
    #expect(throws: UsageError.self) {
      try Invocation.read(["--config", "/nowhere/f.json"], environment: { _ in nil })
    }
    #expect(throws: UsageError.self) { try Invocation.read(["--config", "/"], environment: { _ in nil }) }
  }

  @Test func `help and version come whatever the environment holds`() throws {
    let broken = ["TAUTLINE_PORT": "x"]
    #expect(try read(["--help"], broken) == nil)
    #expect(try read(["--version"], broken)?.arguments.showsVersion == true)
    #expect(try read(["-V"], broken)?.arguments.showsVersion == true)
  }
}
