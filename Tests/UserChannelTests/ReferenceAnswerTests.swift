import TautUserChannel
import Testing

@Suite struct ReferenceAnswerTests {
  @Test func `it says what it is, repeats the message, and counts its words`() {
    let answer = ReferenceAnswer(to: Question(user: "ada", conversation: "c", message: "Hello, AI!"))
    #expect(answer.text == "I am the reference generator, not a model. You said: “Hello, AI!”. That is 2 words.")
    #expect(answer.parts.count == 16)
  }

  @Test func `the same question has the same answer, and another attempt another one`() {
    var question = Question(user: "ada", conversation: "c", message: "Hi")
    #expect(ReferenceAnswer(to: question) == ReferenceAnswer(to: question))
    let first = ReferenceAnswer(to: question)
    #expect(first.text.hasSuffix("That is 1 word."))
    question.attempt = 1
    #expect(ReferenceAnswer(to: question).text.hasSuffix("This is answer number 2 to it."))
    #expect(ReferenceAnswer(to: question) != first)
  }

  @Test func `it remembers what was said before`() {
    let before = Question.Turn(message: "Hello", answer: "x")
    let question = Question(user: "ada", conversation: "c", message: "Again", history: [before])
    #expect(ReferenceAnswer(to: question).text.hasSuffix("Before that you said: “Hello”."))
  }

  @Test func `a long message is shortened`() {
    let message = String(repeating: "x", count: 1_000)
    let text = ReferenceAnswer(to: Question(user: "ada", conversation: "c", message: message)).text
    #expect(text.contains(String(repeating: "x", count: 199) + "…”"))
  }
}
