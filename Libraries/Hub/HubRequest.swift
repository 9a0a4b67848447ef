/// The requests that a client of the v2 dialect can make.
enum HubRequest: String, Sendable, CaseIterable {
  case ping, pong, connect, disconnect, subscribe, unsubscribe, status
  case healthCheck = "health_check"
  case performanceMetrics = "performance_metrics"
  case getProps = "get_props"
}
