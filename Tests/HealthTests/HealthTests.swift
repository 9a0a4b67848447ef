import TautHealth
import Testing

@Suite struct HealthTests {
  let start = ContinuousClock.now

  /// A connection that is open since the start.
  func open(_ policy: HealthPolicy = HealthPolicy()) -> Health {
    var health = Health(policy, at: start)
    health.receiveOpen(at: start)
    return health
  }

  /// A connection that became degraded because of its latency.
  func degraded() -> Health {
    var health = open()
    health.receiveRoundTrip(.seconds(3))
    #expect(health.poll(at: start) == .degrade([.highLatency(.seconds(3))]))
    return health
  }

  @Test func `without a connection there is nothing to do`() {
    var health = Health(at: start)
    #expect(health.poll(at: start + .seconds(9)) == .rest)
    #expect(!health.report(at: start).isHealthy)
    #expect(health.report(at: start).issues == [.disconnected])
  }

  @Test func `simulated data are no connection that could be healthy`() {
    var health = Health(at: start)
    health.isSimulating = true
    let report = health.report(at: start)
    #expect(report.isSimulating && !report.isHealthy && report.issues == [.simulated])
    #expect(report.recommendations == ["leave the simulation mode to measure a connection"])
    #expect(report.issues.map(\.description) == ["not connected, the data are simulated"])
  }

  @Test func `an open connection is healthy until something speaks against it`() {
    var health = open()
    #expect(health.poll(at: start) == .rest)
    #expect(health.report(at: start).isHealthy)
    #expect(health.report(at: start).issues == [])
  }

  @Test func `a connection becomes degraded at once, and only once`() {
    var health = degraded()
    #expect(health.isDegraded)
    #expect(health.poll(at: start + .seconds(1)) == .wait(until: start + .seconds(6)))
    #expect(!health.report(at: start).isHealthy)
  }

  @Test func `a degraded connection is healthy when its score was good for long enough`() {
    var health = degraded()
    for _ in 0..<200 { health.receiveRoundTrip(.milliseconds(20)) }
    #expect(health.poll(at: start + .seconds(1)) == .wait(until: start + .seconds(6)))
    #expect(health.poll(at: start + .seconds(8)) == .wait(until: start + .seconds(11)))
    #expect(health.isDegraded)
    #expect(health.poll(at: start + .seconds(11)) == .recover)
    #expect(!health.isDegraded)
    #expect(health.poll(at: start + .seconds(12)) == .rest)
  }

  @Test func `a relapse starts the wait for good news anew`() {
    var health = degraded()
    for _ in 0..<200 { health.receiveRoundTrip(.milliseconds(20)) }
    _ = health.poll(at: start + .seconds(1))
    for _ in 0..<20 { health.receiveRoundTrip(.seconds(3)) }
    #expect(health.poll(at: start + .seconds(9)) == .wait(until: start + .seconds(14)))
    for _ in 0..<200 { health.receiveRoundTrip(.milliseconds(20)) }
    #expect(health.poll(at: start + .seconds(12)) == .wait(until: start + .seconds(17)))
    #expect(health.poll(at: start + .seconds(21)) == .wait(until: start + .seconds(22)))
    #expect(health.poll(at: start + .seconds(22)) == .recover)
  }

  @Test func `a score between the thresholds changes nothing in either state`() {
    var policy = HealthPolicy()
    policy.memory = .seconds(1000)
    var health = open(policy)
    health.receiveLoss(at: start)
    health.receiveOpen(at: start)
    #expect((0.5..<0.7).contains(health.score(at: start)))
    #expect(health.poll(at: start) == .rest)
    health.receiveLoss(at: start + .seconds(1))
    health.receiveOpen(at: start + .seconds(1))
    health.receiveLoss(at: start + .seconds(2))
    health.receiveOpen(at: start + .seconds(2))
    guard case .degrade = health.poll(at: start + .seconds(2)) else { return #expect(Bool(false)) }
    let later = start + .seconds(500)
    #expect((0.5..<0.7).contains(health.score(at: later)))
    #expect(health.poll(at: later) == .wait(until: later + .seconds(5)))
  }

  @Test func `a new connection measures its latency anew, and stays degraded until it has proved better`() {
    var health = degraded()
    health.receiveClose(at: start + .seconds(1))
    #expect(health.poll(at: start + .seconds(1)) == .rest)
    health.receiveOpen(at: start + .seconds(2))
    #expect(health.report(at: start + .seconds(2)).latency == nil)
    #expect(health.poll(at: start + .seconds(2)) == .wait(until: start + .seconds(7)))
    #expect(health.poll(at: start + .seconds(12)) == .recover)
  }

  @Test func `uptime is of the present connection, availability of all time`() {
    var health = Health(at: start)
    #expect(health.uptime(at: start) == .zero)
    #expect(health.availability(at: start) == 0)
    health.receiveOpen(at: start + .seconds(10))
    #expect(health.uptime(at: start + .seconds(40)) == .seconds(30))
    #expect(health.availability(at: start + .seconds(40)) == 0.75)
    health.receiveLoss(at: start + .seconds(40))
    #expect(health.uptime(at: start + .seconds(60)) == .zero)
    #expect(health.availability(at: start + .seconds(60)) == 0.5)
  }

  @Test func `only what was open can be lost, and a wish to close is no fault`() {
    var health = Health(at: start)
    health.receiveLoss(at: start)
    #expect(health.recentLosses(at: start) == 0)
    health.receiveOpen(at: start)
    health.receiveClose(at: start)
    health.receiveLoss(at: start)
    #expect(health.recentLosses(at: start) == 0)
  }
}
