import TautAdmission
import Testing

@Suite struct AdmissionsTests {
  private let start = ContinuousClock.now
  private let here = IPAddress("192.0.2.1")!

  private func admissions(_ change: (inout AdmissionLimits) -> Void) -> Admissions {
    var limits = AdmissionLimits()
    change(&limits)
    return Admissions(limits)
  }

  @Test func `without limits nobody is counted`() throws {
    var admissions = admissions { _ in }
    #expect(!admissions.limits.isLimiting)
    for _ in 0..<100 { _ = try admissions.admit(address: here, user: "u", at: start) }
    #expect(admissions.rememberedAddresses == 0 && admissions.connectedUsers == 0)
  }

  @Test func `an address has as many connections as it may, and room again when one ends`() throws {
    var admissions = admissions { $0.connectionsPerAddress = 2 }
    let first = try admissions.admit(address: here, user: nil, at: start)
    _ = try admissions.admit(address: here, user: nil, at: start)
    #expect(throws: AdmissionRefusal.addressFull(limit: 2)) {
      try admissions.admit(address: here, user: nil, at: start)
    }
    _ = try admissions.admit(address: IPAddress("192.0.2.2"), user: nil, at: start)
    _ = try admissions.admit(address: nil, user: nil, at: start)
    admissions.release(first, at: start)
    _ = try admissions.admit(address: here, user: nil, at: start)
    #expect(admissions.rememberedAddresses == 2)
  }

  @Test func `a network of 64 bits counts as one address`() throws {
    var admissions = admissions { $0.connectionsPerAddress = 1 }
    _ = try admissions.admit(address: IPAddress("2001:db8::1"), user: nil, at: start)
    #expect(throws: AdmissionRefusal.addressFull(limit: 1)) {
      try admissions.admit(address: IPAddress("2001:db8::ffff:0:0:1"), user: nil, at: start)
    }
    _ = try admissions.admit(address: IPAddress("2001:db8:0:1::1"), user: nil, at: start)
  }

  @Test func `a user has as many connections as he may, from wherever`() throws {
    var admissions = admissions { $0.connectionsPerUser = 1 }
    let first = try admissions.admit(address: here, user: "u", at: start)
    #expect(throws: AdmissionRefusal.userFull(limit: 1)) {
      try admissions.admit(address: IPAddress("192.0.2.2"), user: "u", at: start)
    }
    _ = try admissions.admit(address: here, user: "v", at: start)
    _ = try admissions.admit(address: here, user: nil, at: start)
    admissions.release(first, at: start)
    #expect(admissions.connectedUsers == 1)
    let again = try admissions.admit(address: here, user: "u", at: start)
    admissions.release(again, at: start)
    admissions.release(again, at: start)
    #expect(admissions.connectedUsers == 1)
  }

  @Test func `those who come too quickly together are told different times to come back, up to a bound`() {
    var admissions = admissions {
      $0.connectsPerSecondPerAddress = 2; $0.connectBurstPerAddress = 1
    }
    var waits: [Duration] = []
    for _ in 0..<100 {
      do throws(AdmissionRefusal) {
        _ = try admissions.admit(address: here, user: nil, at: start)
      } catch {
        if case .addressTooFast(_, let wait) = error { waits.append(wait) }
      }
    }
    #expect(waits.prefix(4) == [.milliseconds(500), .seconds(1), .milliseconds(1_500), .seconds(2)])
    #expect(waits.count == 99 && waits.max() == .seconds(30))
  }

  @Test func `what is refused for the address does not count for the user`() throws {
    var admissions = admissions {
      $0.connectionsPerAddress = 1; $0.connectionsPerUser = 5
    }
    _ = try admissions.admit(address: here, user: nil, at: start)
    #expect(throws: AdmissionRefusal.self) { try admissions.admit(address: here, user: "u", at: start) }
    #expect(admissions.connectedUsers == 0)
  }

  @Test func `who connects too quickly is told when to come back, also after his connections ended`() throws {
    var admissions = admissions { $0.connectsPerSecondPerAddress = 2 }
    for _ in 0..<4 { admissions.release(try admissions.admit(address: here, user: nil, at: start), at: start) }
    #expect(throws: AdmissionRefusal.addressTooFast(limit: 2, retryAfter: .milliseconds(500))) {
      try admissions.admit(address: here, user: nil, at: start)
    }
    _ = try admissions.admit(address: here, user: nil, at: start + .milliseconds(500))
    #expect(throws: AdmissionRefusal.self) {
      try admissions.admit(address: here, user: nil, at: start + .milliseconds(501))
    }
  }

  @Test func `the burst can be set`() throws {
    var admissions = admissions {
      $0.connectsPerSecondPerAddress = 1; $0.connectBurstPerAddress = 3
    }
    for _ in 0..<3 { _ = try admissions.admit(address: here, user: nil, at: start) }
    #expect(throws: AdmissionRefusal.self) { try admissions.admit(address: here, user: nil, at: start) }
  }

  @Test func `an address whose rate is as new is forgotten when its last connection ends`() throws {
    var admissions = admissions { $0.connectsPerSecondPerAddress = 1 }
    let first = try admissions.admit(address: here, user: nil, at: start)
    let second = try admissions.admit(address: here, user: nil, at: start)
    admissions.release(first, at: start + .seconds(5))
    #expect(admissions.rememberedAddresses == 1)
    admissions.release(second, at: start + .seconds(5))
    #expect(admissions.rememberedAddresses == 0)
  }

  // MARK: The rate of all

  @Test func `all together open no more within a second than they may`() throws {
    var admissions = admissions { $0.connectsPerSecond = 2 }
    #expect(admissions.limits.isLimiting)
    for number in 0..<2 {
      let admission = try admissions.admit(address: address(number), user: "u", at: start)
      admissions.opened(admission, at: start)
      // Whoever has gone again has come all the same.
      admissions.release(admission, at: start)
    }
    #expect(throws: AdmissionRefusal.tooFast(limit: 2, retryAfter: .seconds(1))) {
      try admissions.admit(address: address(2), user: "v", at: start + .milliseconds(999))
    }
    _ = try admissions.admit(address: address(2), user: "v", at: start + .seconds(1))
  }

  @Test func `whoever does not open takes nothing from the others`() throws {
    var admissions = admissions {
      $0.connectsPerSecond = 1; $0.connectionsPerUser = 1
    }
    admissions.withdraw(try admissions.admit(address: here, user: "u", at: start), at: start)
    #expect(admissions.connectedUsers == 0)
    _ = try admissions.admit(address: here, user: "u", at: start)
  }

  @Test func `whoever is held back for himself takes nothing from the others, and sends nobody away`() throws {
    var admissions = admissions {
      $0.connectsPerSecond = 2; $0.connectionsPerAddress = 1
    }
    _ = try admissions.admit(address: address(0), user: nil, at: start)
    for _ in 0..<10 {
      #expect(throws: AdmissionRefusal.addressFull(limit: 1)) {
        try admissions.admit(address: address(0), user: nil, at: start)
      }
    }
    _ = try admissions.admit(address: address(1), user: nil, at: start)
    #expect(throws: AdmissionRefusal.tooFast(limit: 2, retryAfter: .seconds(1))) {
      try admissions.admit(address: address(2), user: nil, at: start)
    }
    #expect(admissions.rememberedAddresses == 2)
  }

  private func address(_ number: Int) -> IPAddress? { IPAddress("10.0.\(number / 256).\(number % 256)") }

  @Test func `a full table forgets who has no connection, and refuses where all have one`() throws {
    var admissions = admissions {
      $0.connectsPerSecondPerAddress = 1; $0.rememberedAddresses = 16
    }
    let kept = try admissions.admit(address: address(0), user: nil, at: start)
    for number in 1..<16 {
      admissions.release(try admissions.admit(address: address(number), user: nil, at: start), at: start)
    }
    #expect(admissions.rememberedAddresses == 16)
    for number in 16..<31 { _ = try admissions.admit(address: address(number), user: nil, at: start) }
    #expect(admissions.rememberedAddresses == 16)
    #expect(throws: AdmissionRefusal.tooManyAddresses(limit: 16)) {
      try admissions.admit(address: address(31), user: nil, at: start)
    }
    _ = try admissions.admit(address: address(0), user: nil, at: start)
    admissions.release(kept, at: start)
  }

  @Test func `first those are forgotten whose rate is as good as new`() throws {
    var admissions = admissions {
      $0.connectsPerSecondPerAddress = 1; $0.rememberedAddresses = 32
    }
    for number in 0..<16 {
      admissions.release(try admissions.admit(address: address(number), user: nil, at: start), at: start)
    }
    let later = start + .seconds(1)
    for number in 16..<32 {
      admissions.release(try admissions.admit(address: address(number), user: nil, at: later), at: later)
    }
    _ = try admissions.admit(address: address(32), user: nil, at: later)
    #expect(admissions.rememberedAddresses == 17)
  }

  @Test(arguments: [
    (AdmissionRefusal.addressFull(limit: 3), "this address has 3 connections, which is the limit", 5, "address"),
    (.userFull(limit: 3), "this user has 3 connections, which is the limit", 5, "user"),
    (
      .addressTooFast(limit: 3, retryAfter: .milliseconds(1_001)),
      "this address opens more than 3 connections per second", 2, "connect_rate_per_address"
    ),
    (
      .tooFast(limit: 3, retryAfter: .milliseconds(2_999)),
      "3 connections have opened within a second, which is the limit of this server", 2, "connect_rate"
    ),
    (.tooManyAddresses(limit: 3), "connections of 3 addresses are open, which is the limit", 5, "addresses"),
  ])
  func `a refusal names the limit and when to come back`(
    refusal: AdmissionRefusal, text: String, seconds: Int, reason: String
  ) {
    #expect(refusal.description == text && refusal.retryAfterSeconds == seconds && refusal.reason == reason)
    #expect(refusal.isAboutClient == (reason != "connect_rate"))
  }
}
