import TautHealth
import Testing

@Suite struct HealthScoreTests {
  let start = ContinuousClock.now

  /// A connection that is open since the start.
  func open() -> Health {
    var health = Health(at: start)
    health.receiveOpen(at: start)
    return health
  }

  func isNear(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) < 0.0001 }

  @Test func `without a connection the score is zero`() {
    var health = Health(at: start)
    #expect(health.score(at: start) == 0)
    health.receiveOpen(at: start)
    #expect(health.score(at: start) == 1)
    health.receiveClose(at: start)
    #expect(health.score(at: start) == 0)
  }

  @Test(arguments: [(0, 1.0), (200, 1.0), (600, 0.666667), (1000, 0.5), (1800, 0.333333)])
  func `the latency factor halves with each step beyond what is good`(milliseconds: Int, expected: Double) {
    var health = open()
    health.receiveRoundTrip(.milliseconds(milliseconds))
    #expect(isNear(health.score(at: start), expected))
  }

  @Test func `jitter counts like latency`() {
    var health = open()
    for step in 0..<128 { health.receiveRoundTrip(.milliseconds(step.isMultiple(of: 2) ? 1 : 999)) }
    #expect(health.score(at: start) < 0.5)
  }

  @Test func `the success rate is squared`() {
    var health = open()
    #expect(health.successRate(at: start) == 1)
    for step in 0..<10 { health.receiveOutcome(succeeded: step != 3, at: start) }
    #expect(isNear(health.successRate(at: start), 0.9))
    #expect(isNear(health.score(at: start), 0.81))
  }

  @Test func `failures are forgotten with time and after a hundred more`() {
    var health = open()
    for _ in 0..<10 { health.receiveOutcome(succeeded: false, at: start) }
    #expect(health.score(at: start) == 0)
    #expect(health.successRate(at: start + .seconds(300)) == 0)
    #expect(health.successRate(at: start + .seconds(301)) == 1)
    for _ in 0..<95 { health.receiveOutcome(succeeded: true, at: start) }
    #expect(isNear(health.successRate(at: start), 0.95))
    for _ in 0..<5 { health.receiveOutcome(succeeded: true, at: start) }
    #expect(health.successRate(at: start) == 1)
  }

  @Test func `lost connections count less and less`() {
    var health = open()
    for _ in 0..<2 {
      health.receiveLoss(at: start)
      health.receiveOpen(at: start)
    }
    #expect(isNear(health.score(at: start), 0.5))
    #expect(isNear(health.score(at: start + .seconds(150)), 2 / 3))
    #expect(health.score(at: start + .seconds(300)) == 1)
    #expect(health.recentLosses(at: start + .seconds(300)) == 2)
    #expect(health.recentLosses(at: start + .seconds(301)) == 0)
  }

  @Test func `the factors multiply`() {
    var health = open()
    health.receiveLoss(at: start)
    health.receiveOpen(at: start)
    health.receiveRoundTrip(.seconds(1))
    health.receiveOutcome(succeeded: true, at: start)
    health.receiveOutcome(succeeded: false, at: start)
    #expect(isNear(health.score(at: start), 0.5 * 0.25 / 1.5))
  }
}
