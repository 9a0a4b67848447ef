import Testing

@testable import TautServer

@Suite struct DrainPlanTests {
  @Test(arguments: [(0, 0), (1, 2), (1_000, 2_000), (2_000, 4_000), (100_000, 4_000)])
  func `a window has two milliseconds for each client, and fits twice into the time that is left`(
    clients: Int, milliseconds: Int
  ) {
    let plan = DrainPlan(clients: clients, limit: .seconds(10))
    #expect(plan.window == .milliseconds(milliseconds))
    #expect(plan.window * 2 < plan.limit && plan.limit < .seconds(10))
  }
}
