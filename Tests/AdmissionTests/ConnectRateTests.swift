import Testing

@testable import TautAdmission

@Suite struct ConnectRateTests {
  private let start = ContinuousClock.now

  /// Comers of a storm who obey what they are told, in whole seconds, and take some time to open.
  private struct Storm {
    var rate: ConnectRate
    /// Who comes when, the earliest last.
    var comers: [(at: Duration, number: Int)] = []
    var opened: [Duration] = []
    var attempts = 0
    var state: UInt64

    mutating func random(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    mutating func come(_ number: Int, at time: Duration) {
      let position = comers.firstIndex { $0.at <= time } ?? comers.count
      comers.insert((time, number), at: position)
    }

    /// Runs until all are in; openings lie up to `delay` milliseconds behind their admission, and are told as late again.
    mutating func run(from start: ContinuousClock.Instant, delay: Int) {
      var opening: [(told: Duration, at: Duration)] = []
      while let comer = comers.popLast() {
        attempts += 1
        for open in opening where open.told <= comer.at { rate.opened(at: start + open.at) }
        opening.removeAll { $0.told <= comer.at }
        if let wait = rate.admit(at: start + comer.at) {
          let seconds = AdmissionRefusal.tooFast(limit: rate.limit, retryAfter: wait).retryAfterSeconds
          come(comer.number, at: comer.at + .seconds(seconds))
        } else {
          let at = comer.at + .milliseconds(random(below: delay + 1))
          opened.append(at)
          opening.append((told: at + .milliseconds(random(below: delay + 1)), at: at))
        }
      }
    }

    /// The most that opened within a second, however it is chosen.
    var peak: Int {
      let times = opened.sorted()
      var (first, peak) = (0, 0)
      for (position, time) in times.enumerated() {
        while times[first] <= time - .seconds(1) { first += 1 }
        peak = max(peak, position - first + 1)
      }
      return peak
    }
  }

  @Test(arguments: [0, 1, 40, 900], 1...5 as ClosedRange<UInt64>)
  func `of a storm no second has more than the limit, and all are in soon`(delay: Int, seed: UInt64) {
    var storm = Storm(rate: ConnectRate(limit: 50), state: seed)
    // All are there within 0.4 seconds.
    for number in 0..<1_000 { storm.come(number, at: .milliseconds(storm.random(below: 400))) }
    storm.run(from: start, delay: delay)
    #expect(storm.opened.count == 1_000)
    #expect(storm.peak <= 50)
    // Twice the ideal time, beside how long it takes to open and to say so.
    #expect(storm.opened.max()! <= .seconds(2 * 1_000 / 50) + .milliseconds(2 * 20 * delay))
    // Each comes back a few times, not once in each second.
    #expect(storm.attempts <= 5 * 1_000)
  }

  @Test func `a window begins with each connection, not with the clock's second`() {
    var rate = ConnectRate(limit: 3)
    for milliseconds in [0, 600, 900] {
      #expect(rate.admit(at: start + .milliseconds(milliseconds)) == nil)
      rate.opened(at: start + .milliseconds(milliseconds))
    }
    #expect(rate.admit(at: start + .milliseconds(999)) != nil)
    #expect(rate.admit(at: start + .milliseconds(1_000)) == nil)
    rate.opened(at: start + .milliseconds(1_000))
    #expect(rate.admit(at: start + .milliseconds(1_599)) != nil)
    #expect(rate.admit(at: start + .milliseconds(1_600)) == nil)
  }

  @Test func `whoever is let in counts until he has been open for a second, however long he takes`() {
    var rate = ConnectRate(limit: 1)
    #expect(rate.admit(at: start) == nil)
    #expect(rate.opening == 1)
    #expect(rate.admit(at: start + .seconds(60)) != nil)
    rate.opened(at: start + .seconds(60))
    #expect(rate.admit(at: start + .milliseconds(60_999)) != nil)
    #expect(rate.admit(at: start + .seconds(61)) == nil)
    rate.withdraw()
    #expect(rate.admit(at: start + .seconds(61)) == nil)
  }

  @Test func `an opening that is told late and out of order counts for no shorter time`() {
    var rate = ConnectRate(limit: 2)
    for _ in 0..<2 { #expect(rate.admit(at: start) == nil) }
    rate.opened(at: start + .milliseconds(500))
    rate.opened(at: start)
    #expect(rate.admit(at: start + .milliseconds(1_499)) != nil)
    #expect(rate.admit(at: start + .milliseconds(1_500)) == nil)
  }

  @Test func `those who are sent away together are told times that leave a fifth of the rate free, up to a bound`() {
    var rate = ConnectRate(limit: 4)
    for _ in 0..<4 { #expect(rate.admit(at: start) == nil) }
    let waits = (0..<200).map { _ in rate.admit(at: start) ?? .zero }
    let first: [Duration] = [.seconds(1), .microseconds(1_312_500), .milliseconds(1_625), .microseconds(1_937_500)]
    #expect(waits.prefix(4) == first[...])
    #expect(waits.max() == .milliseconds(29_750))
    // Beyond the bound they are spread again, and not all sent to its end.
    let told = Dictionary(grouping: waits) { $0 }.mapValues(\.count)
    #expect(told.values.max() == 3)
  }
}
