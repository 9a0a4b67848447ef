import TautDiagnostics
import TautFraming
import TautJSON
import TautNotifications
import Testing

@Suite struct StatusIndicatorTests {
  let start = ContinuousClock.now

  func indicator(_ phase: ConnectionPhase, _ change: (inout ConnectionSituation) -> Void = { _ in }) -> StatusIndicator
  {
    var situation = ConnectionSituation(phase)
    change(&situation)
    return StatusIndicator(situation, at: start)
  }

  @Test(
    arguments: [
      (.idle, .gray, "Disconnected", false), (.connecting, .yellow, "Connecting...", false),
      (.open, .green, "Connected", false), (.degraded, .yellow, "Connected, degraded", false),
      (.reconnecting, .yellow, "Reconnecting...", false), (.failed, .red, "Connection error", true),
      (.fallback, .gray, "Disconnected", true),
    ] as [(ConnectionPhase, StatusIndicator.Color, String, Bool)])
  func `each phase has a colour and a label`(
    phase: ConnectionPhase, color: StatusIndicator.Color, label: String, offersRetry: Bool
  ) {
    let indicator = indicator(phase)
    #expect(indicator.color == color)
    #expect(indicator.label == label)
    #expect(indicator.offersRetry == offersRetry)
    #expect(indicator.description == label)
  }

  @Test(
    arguments: [
      ("connecting", .connecting), ("connected", .open), ("disconnected", .idle), ("error", .failed),
      ("reconnecting", .reconnecting), ("READY", .open), ("CLOSED", .idle), ("degraded", .degraded),
      ("fallback", .fallback),
      ("moon", nil),
    ] as [(String, ConnectionPhase?)])
  func `the states of all web clients are understood`(name: String, phase: ConnectionPhase?) {
    #expect(ConnectionPhase(stateName: name) == phase)
  }

  @Test func `an attempt has its number, a countdown and a reason`() {
    let reconnecting = indicator(.reconnecting) {
      $0.attempt = 3
      $0.maximumAttempts = 10
      $0.nextAttempt = start + .milliseconds(3_200)
      $0.failure = .closed(.abnormalClosure, reason: "")
    }
    #expect(reconnecting.description == "Reconnecting... (attempt 3 of 10, in 4 s): abnormal closure (1006)")
    #expect(reconnecting.offersRetry)
    let connecting = indicator(.connecting) { $0.attempt = 1 }
    #expect(connecting.description == "Connecting... (attempt 1)")
  }

  @Test(arguments: [(-1000, 0), (0, 0), (1, 1), (1000, 1), (1001, 2)] as [(Int, Int64)])
  func `the countdown is rounded up and never negative`(milliseconds: Int, seconds: Int64) {
    #expect(indicator(.failed) { $0.nextAttempt = start + .milliseconds(milliseconds) }.countdown == seconds)
  }

  @Test func `a connection that is open shows no attempt`() {
    let open = indicator(.open) {
      $0.attempt = 3
      $0.nextAttempt = start
      $0.failure = .other("old")
    }
    #expect(open.description == "Connected")
  }

  @Test func `a degraded connection says why`() {
    let degraded = indicator(.degraded) { $0.issues = ["high latency (850 ms)", "low success rate (80 %)"] }
    #expect(degraded.description == "Connected, degraded: high latency (850 ms), low success rate (80 %)")
  }

  @Test func `what takes the connection's place is said`() {
    #expect(indicator(.fallback) { $0.isPolling = true }.description == "Disconnected: polling for updates")
    let simulating = indicator(.fallback) { $0.isSimulating = true }
    #expect(simulating.description == "Simulation Active: showing simulated data")
    let mode = indicator(.open) { $0.isSimulating = true }
    #expect(mode.description == "Simulation Active: showing simulated data" && mode.color == .gray)
    #expect(indicator(.fallback) { $0.failure = .connectTimeout(.seconds(1)) }.detail == "network timeout")
  }

  @Test func `an indicator is written as an object`() {
    var json = JSONWriter()
    let reconnecting = indicator(.reconnecting) {
      $0.attempt = 2
      $0.maximumAttempts = 10
    }
    reconnecting.write(to: &json)
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"color":"yellow","label":"Reconnecting...","attempt":2,"max_attempts":10,"countdown_s":null,"#
        + #""detail":null,"offers_retry":false}"#)
  }
}
