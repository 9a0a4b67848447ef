import Testing

@testable import TautServer

@Suite struct DrainPlanTests {
  @Test(arguments: [(0, 0), (1, 2), (1_000, 2_000), (2_000, 4_000), (100_000, 4_000)])
  func `a window has two milliseconds for each client, and fits twice into the time that is left`(
    clients: Int, milliseconds: Int
  ) {
    let plan = DrainPlan(clients: clients, connectsPerSecond: 0, limit: .seconds(10))
    #expect(plan.window == .milliseconds(milliseconds))
    #expect(plan.window * 2 < plan.limit && plan.limit < .seconds(10))
  }

  @Test(arguments: [(1_000, 400, 2_500), (1_000, 4_000, 2_000), (1_000, 1, 4_000), (1_000, 0, 2_000)])
  func `at no moment do more leave than may connect in a second, as far as the time allows`(
    clients: Int, rate: Int, milliseconds: Int
  ) {
    let plan = DrainPlan(clients: clients, connectsPerSecond: rate, limit: .seconds(10))
    #expect(plan.window == .milliseconds(milliseconds))
  }
}
