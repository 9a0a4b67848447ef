import Testing

@testable import TautHub

@Suite struct RateLimiterTests {
  let start = ContinuousClock.now

  @Test func `a burst is admitted and no more`() throws {
    let rate = try #require(RateLimiter.Rate(perSecond: 100, burst: 5))
    var limiter = RateLimiter(at: start)
    #expect((0..<7).map { _ in limiter.admit(at: start, rate: rate) } == [true, true, true, true, true, false, false])
    #expect([10, 19].map { limiter.admit(at: start + .milliseconds($0), rate: rate) } == [true, false])
  }

  @Test func `a long silence saves up one burst and no more`() throws {
    let rate = try #require(RateLimiter.Rate(perSecond: 10, burst: 2))
    var limiter = RateLimiter(at: start)
    #expect((0..<3).map { _ in limiter.admit(at: start + .seconds(60), rate: rate) } == [true, true, false])
  }

  @Test func `a rate without a burst admits one at a time`() throws {
    let rate = try #require(RateLimiter.Rate(perSecond: 10, burst: 0))
    var limiter = RateLimiter(at: start)
    #expect((0..<2).map { _ in limiter.admit(at: start, rate: rate) } == [true, false])
  }

  @Test func `no rate is no limit`() {
    #expect(RateLimiter.Rate(perSecond: 0, burst: 5) == nil)
  }
}
