import Testing
import TautUserChannel

@Suite struct ConversationTests {
  @Test func `what was said comes back as it was`() {
    let turns = [
      Question.Turn(message: "\"Hello\"\n", answer: ""), Question.Turn(message: "é\u{0}", answer: "👋🏽"),
    ]
    let conversation = Conversation(user: "ada", name: "c", turns: turns, attempt: 3)
    #expect(Conversation(user: "ada", name: "c", content: conversation.content) == conversation)
  }

  @Test(arguments: [
    "", "7", "{}", #"{"attempt":-1,"turns":[]}"#, #"{"attempt":0,"turns":{}}"#, #"{"attempt":0,"turns":[7]}"#,
    #"{"attempt":9223372036854775807,"turns":[]}"#, #"{"attempt":0,"turns":[{"message":"x"}]}"#,
  ]) func `anything else is no conversation`(content: String) {
    #expect(Conversation(user: "ada", name: "c", content: Array(content.utf8)) == nil)
  }
}
