/// What goes wrong with WebSockets in practice, and what to look at: the seeds' troubleshooting sections as data.
public enum TroubleshootingTopic: String, Sendable, Hashable, CaseIterable {
  /// The server does not take the connection (S0, S1).
  case connectionRefused
  /// The server does not accept who the client is (S1, S3).
  case authenticationFailure
  /// The connection ends with 1006 (S2).
  case abnormalClosure
  /// The client connects again and again (S2).
  case repeatedReconnection
  /// The connection keeps dropping (S1, S3).
  case frequentDisconnections
  /// The client gave up (S2).
  case fallbackMode
  /// The connection is open and nothing comes (S0, S3).
  case messagesNotReceived
  /// A subscription has no effect (S1).
  case subscriptionNotWorking
  /// Simulated data do not come (S0).
  case simulationNotWorking
  /// The program's memory grows (S0).
  case highMemoryUsage
  /// Messages are slow (S0).
  case poorPerformance
  /// The program polls although it is connected (S3).
  case pollingStillActive

  /// The heading.
  public var title: String {
    switch self {
    case .connectionRefused: "connection refused"
    case .authenticationFailure: "authentication failure"
    case .abnormalClosure: "1006 connection error"
    case .repeatedReconnection: "repeated reconnection"
    case .frequentDisconnections: "frequent disconnections"
    case .fallbackMode: "fallback mode"
    case .messagesNotReceived: "messages not received"
    case .subscriptionNotWorking: "subscription not working"
    case .simulationNotWorking: "simulation mode not working"
    case .highMemoryUsage: "high memory usage"
    case .poorPerformance: "poor performance"
    case .pollingStillActive: "polling still active"
    }
  }

  /// What to look at, in this order.
  public var advice: [String] {
    switch self {
    case .connectionRefused:
      [
        "check that the server is running", "check the host and the port of the URL",
        "check firewall and proxy settings",
      ]
    case .authenticationFailure:
      [
        "verify the token's format and expiration", "check that the server has the secret or key of the token's issuer",
        "ensure that the token is passed: ?token=, Authorization: Bearer, or a subprotocol",
      ]
    case .abnormalClosure:
      [
        "check the URL: usually its path does not match, or the server is unavailable",
        "verify that the server is running on this port", "check network stability",
      ]
    case .repeatedReconnection:
      ["check network connectivity", "verify that the server's endpoint is accessible", "check the server's log"]
    case .frequentDisconnections:
      [
        "check network stability", "verify the heartbeat settings, and that the server answers pings",
        "review the server's resource usage",
      ]
    case .fallbackMode:
      [
        "check the server's log for connection issues", "verify that the query parameters are valid",
        "connect by hand to retry",
      ]
    case .messagesNotReceived:
      [
        "verify that the subscription was confirmed", "check the filters and the message types that are listened for",
        "ensure that the server sends messages in the connection's dialect",
      ]
    case .subscriptionNotWorking:
      [
        "check that the connection is open", "verify the room's name and the filters",
        "check the server's log for the room",
      ]
    case .simulationNotWorking:
      [
        "verify that the simulation is enabled", "check that each channel has a generator",
        "ensure that the channels include the expected types",
      ]
    case .highMemoryUsage:
      ["check message handlers for what they keep", "verify that queues and histories have their bounds"]
    case .poorPerformance:
      [
        "reduce the message frequency with throttleMs", "use batchSize for bulk updates",
        "make message handlers quicker",
      ]
    case .pollingStillActive:
      ["verify that the connection is open", "check that polling stops when the connection opens"]
    }
  }
}
