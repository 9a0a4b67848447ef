import TautTesting
import Testing

@Suite struct RestartStormTests {
  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `clients come back as spread as announced, below the server's limit, within twice the ideal time`(seed: UInt64) {
    var storm = RestartStorm()
    storm.seed = seed
    storm.clients = 1_000
    storm.connectsPerSecond = 100
    let outcome = storm.run()
    #expect(outcome.connected == 1_000)
    #expect(outcome.peak <= 100)
    #expect(outcome.duration <= outcome.ideal * 2)
    // Nobody came in one lump either.
    #expect(outcome.duration >= outcome.ideal)
  }
}
