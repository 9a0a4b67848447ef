import Testing

@testable import tautline

@Suite struct ReconnectPlanTests {
  @Test func `the delays are 1, 2, 4, 8 and then 12 seconds, for ever`() {
    var plan = ReconnectPlan()
    let delays = (0..<7).map { _ in plan.fail() }
    #expect(delays == [1, 2, 4, 8, 12, 12, 12].map { .seconds($0) })
  }

  @Test func `a success begins anew`() {
    var plan = ReconnectPlan()
    _ = plan.fail()
    _ = plan.fail()
    #expect(!plan.hasSucceeded)
    plan.succeed()
    #expect(plan.fail() == .seconds(1) && plan.hasSucceeded)
  }

  @Test func `a limit counts attempts in a row`() {
    var plan = ReconnectPlan(limit: 2)
    #expect(plan.fail() == .seconds(1))
    plan.succeed()
    #expect(plan.fail() == .seconds(1))
    #expect(plan.fail() == nil)
  }
}
