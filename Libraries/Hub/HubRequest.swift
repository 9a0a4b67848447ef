/// The requests that a client can make, in any dialect.
enum HubRequest: String, Sendable, CaseIterable {
  case ping, pong, ack, authenticate, connect, disconnect, subscribe, unsubscribe, publish, status
  case healthCheck = "health_check"
  case performanceMetrics = "performance_metrics"
  case getProps = "get_props"
  case snapshotRequest = "snapshot_request"
  case presence
  case stateSync = "state_sync"
}
