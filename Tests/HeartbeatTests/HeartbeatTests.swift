import TautHeartbeat
import Testing

@Suite struct HeartbeatTests {
  let start = ContinuousClock.now

  private func seconds(_ count: Double) -> ContinuousClock.Instant { start + .milliseconds(Int(count * 1_000)) }

  @Test func `a quiet peer is pinged after the interval, not before`() {
    var heartbeat = Heartbeat(at: start)
    #expect(heartbeat.poll(at: start) == .wait(until: seconds(25)))
    #expect(heartbeat.poll(at: seconds(24)) == .wait(until: seconds(25)))
    #expect(heartbeat.poll(at: seconds(25)) == .ping(token: 1))
  }

  @Test func `a peer that does not answer is given up after the timeout, not before`() {
    var heartbeat = Heartbeat(at: start)
    _ = heartbeat.poll(at: seconds(25))
    #expect(heartbeat.poll(at: seconds(25)) == .wait(until: seconds(30)))
    #expect(heartbeat.poll(at: seconds(29.9)) == .wait(until: seconds(30)))
    #expect(heartbeat.poll(at: seconds(30)) == .giveUp)
  }

  @Test func `a pong gives the round trip and begins the next interval`() {
    var heartbeat = Heartbeat(at: start)
    _ = heartbeat.poll(at: seconds(25))
    #expect(heartbeat.roundTrip == nil)
    #expect(heartbeat.receivePong(token: 1, at: seconds(25.2)) == .milliseconds(200))
    #expect(heartbeat.roundTrip == .milliseconds(200))
    #expect(heartbeat.poll(at: seconds(26)) == .wait(until: seconds(50.2)))
    #expect(heartbeat.poll(at: seconds(51)) == .ping(token: 2))
  }

  @Test func `a pong that nobody asked for means only that the peer lives`() {
    var heartbeat = Heartbeat(at: start)
    #expect(heartbeat.receivePong(token: 0, at: seconds(1)) == nil)
    _ = heartbeat.poll(at: seconds(26))
    #expect(heartbeat.receivePong(token: 7, at: seconds(27)) == nil)
    #expect(heartbeat.roundTrip == nil)
    #expect(heartbeat.poll(at: seconds(27)) == .wait(until: seconds(32)))
  }

  @Test func `traffic postpones the ping where silence counts`() {
    var heartbeat = Heartbeat(at: start)
    heartbeat.receiveTraffic(at: seconds(20))
    #expect(heartbeat.poll(at: seconds(25)) == .wait(until: seconds(45)))
  }

  @Test func `traffic postpones nothing where round trips are wanted`() {
    var heartbeat = Heartbeat(.client, at: start)
    heartbeat.receiveTraffic(at: seconds(20))
    #expect(heartbeat.poll(at: seconds(20)) == .wait(until: seconds(30)))
    #expect(heartbeat.poll(at: seconds(30)) == .ping(token: 1))
    heartbeat.receivePong(token: 1, at: seconds(31))
    #expect(heartbeat.poll(at: seconds(31)) == .wait(until: seconds(60)))
  }

  @Test func `a peer that sends something else is alive and is asked again`() {
    var heartbeat = Heartbeat(.client, at: start)
    _ = heartbeat.poll(at: seconds(30))
    for second in 31..<60 {
      heartbeat.receiveTraffic(at: seconds(Double(second)))
      #expect(heartbeat.poll(at: seconds(Double(second))) == .wait(until: seconds(min(60, Double(second) + 5))))
    }
    #expect(heartbeat.poll(at: seconds(60)) == .ping(token: 2))
    #expect(heartbeat.receivePong(token: 1, at: seconds(60)) == nil)
    #expect(heartbeat.poll(at: seconds(65)) == .giveUp)
  }

  @Test func `a timer that comes late asks before it gives up`() {
    var heartbeat = Heartbeat(.client, at: start)
    #expect(heartbeat.poll(at: seconds(7_200)) == .ping(token: 1))
    #expect(heartbeat.poll(at: seconds(7_201)) == .wait(until: seconds(7_205)))
  }

  @Test func `a heartbeat that is paused rests and gives nobody up`() {
    var heartbeat = Heartbeat(.client, at: start)
    _ = heartbeat.poll(at: seconds(30))
    heartbeat.pause()
    #expect(heartbeat.isPaused)
    #expect(heartbeat.poll(at: seconds(3_600)) == .rest)
    heartbeat.receiveTraffic(at: seconds(3_600))
    #expect(heartbeat.receivePong(token: 1, at: seconds(3_600)) == nil)
  }

  @Test func `resuming asks at once whether the peer is still there`() {
    var heartbeat = Heartbeat(.client, at: start)
    heartbeat.resume()
    #expect(heartbeat.poll(at: start) == .wait(until: seconds(30)))
    heartbeat.pause()
    heartbeat.resume()
    #expect(!heartbeat.isPaused)
    #expect(heartbeat.poll(at: seconds(100)) == .ping(token: 1))
    #expect(heartbeat.poll(at: seconds(105)) == .giveUp)
  }

  @Test func `an interval that the server announces counts at once`() {
    var heartbeat = Heartbeat(.client, at: start)
    heartbeat.policy.interval = .seconds(10)
    #expect(heartbeat.poll(at: seconds(1)) == .wait(until: seconds(10)))
  }

  @Test(arguments: [(25.0, 60.0), (30, 60), (25, 30)])
  func `a server drops a connection after its timeout without traffic`(interval: Double, timeout: Double) {
    let policy = HeartbeatPolicy.server(interval: .seconds(interval), connectionTimeout: .seconds(timeout))
    var heartbeat = Heartbeat(policy, at: start)
    heartbeat.receiveTraffic(at: seconds(7))
    #expect(heartbeat.poll(at: seconds(7 + interval)) == .ping(token: 1))
    #expect(heartbeat.poll(at: seconds(7 + interval)) == .wait(until: seconds(7 + timeout)))
    #expect(heartbeat.poll(at: seconds(7 + timeout)) == .giveUp)
  }

  @Test func `a clock that goes back moves no deadline back`() {
    var heartbeat = Heartbeat(at: start)
    heartbeat.receiveTraffic(at: seconds(10))
    heartbeat.receiveTraffic(at: seconds(5))
    #expect(heartbeat.poll(at: seconds(5)) == .wait(until: seconds(35)))
    _ = heartbeat.poll(at: seconds(35))
    #expect(heartbeat.receivePong(token: 1, at: seconds(34)) == .zero)
  }
}
