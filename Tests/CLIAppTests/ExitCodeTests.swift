import Testing

@testable import tautline

@Suite struct ExitCodeTests {
  @Test(
    arguments: [
      (1000, 0), (1001, 0), (1005, 0), (1008, 1), (3000, 1), (4400, 1), (4999, 1), (1004, 1),
      (1002, 5), (1003, 5), (1007, 5), (1009, 5), (1010, 5), (1006, 6), (1011, 8), (1012, 8), (1013, 8), (1014, 8),
      (1015, 4),
    ] as [(UInt16, Int32)])
  func `a close code has its class`(closeCode: UInt16, status: Int32) {
    #expect(ExitCode(closeCode: closeCode).rawValue == status)
  }

  @Test func `the table names every code once`() {
    let lines = ExitCode.table.split(separator: "\n")
    #expect(lines.count == ExitCode.allCases.count)
    #expect(lines.first == "    0  closed with 1000, 1001 or no code, or ended by --exit-after, end of input or /quit")
  }
}
