import Testing

@testable import TautEventLoop

@Suite struct MailboxTests {
  @Test func `what one thread posts is taken in its order, and only the first wakes the owner`() {
    let mailbox = Mailbox<Int>()
    #expect(mailbox.take().isEmpty)
    #expect((0..<5).map { mailbox.post($0) } == [true, false, false, false, false])
    #expect(mailbox.take() == [0, 1, 2, 3, 4])
    #expect(mailbox.post(5))
    #expect(mailbox.take() == [5])
  }

  @Test func `of many posters at once nothing is lost, and each one's order is kept`() async {
    let mailbox = Mailbox<(poster: Int, number: Int)>()
    var taken: [[Int]] = Array(repeating: [], count: 4)
    await withTaskGroup(of: Void.self) { group in
      for poster in 0..<4 {
        group.addTask { for number in 0..<1_000 { _ = mailbox.post((poster, number)) } }
      }
      while taken.reduce(0, { $0 + $1.count }) < 4_000 {
        for (poster, number) in mailbox.take() { taken[poster].append(number) }
        await Task.yield()
      }
    }
    #expect(taken.allSatisfy { $0 == Array(0..<1_000) })
  }

  @Test func `a mailbox that goes away lets go of what is in it`() {
    final class Token: Sendable {}
    weak var seen: Token?
    do {
      let mailbox = Mailbox<Token>()
      let token = Token()
      seen = token
      _ = mailbox.post(token)
    }
    #expect(seen == nil)
  }
}
