import TautDiagnostics
import Testing

@Suite struct TroubleshootingTopicTests {
  @Test func `each topic has a title of its own and things to look at`() {
    #expect(Set(TroubleshootingTopic.allCases.map(\.title)).count == TroubleshootingTopic.allCases.count)
    for topic in TroubleshootingTopic.allCases {
      #expect((2...3).contains(topic.advice.count), "\(topic)")
      for advice in topic.advice { #expect(advice.first?.isLowercase == true && advice.last != ".") }
    }
  }
}
