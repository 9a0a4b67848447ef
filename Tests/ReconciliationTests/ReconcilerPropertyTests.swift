import TautJSON
import TautReconciliation
import Testing

@Suite struct ReconcilerPropertyTests {
  static let policies: [ConflictPolicy] = [
    .serverWins, .clientWins, .newest, .version, .merge { server, client in client.value ?? server.value },
  ]

  @Test(arguments: 0..<5)
  func `whatever the order, the client has what the server had at its position`(policy: Int) {
    for seed in 0..<100 as Range<UInt64> {
      var run = RandomRun(seed: seed, losesUpdates: false, policy: Self.policies[policy])
      run.run(steps: 150)
      #expect(run.faults.isEmpty, "seed \(seed), policy \(policy): \(run.faults.first ?? "")")
    }
  }

  @Test(arguments: 0..<5)
  func `a client that misses updates is healed by an audit`(policy: Int) {
    var divergences = 0
    for seed in 0..<100 as Range<UInt64> {
      var run = RandomRun(seed: seed, losesUpdates: true, policy: Self.policies[policy])
      run.run(steps: 150)
      #expect(run.faults.isEmpty, "seed \(seed), policy \(policy): \(run.faults.first ?? "")")
      divergences += run.client.divergences(of: "odds")
    }
    #expect(divergences > 0)
  }
}
