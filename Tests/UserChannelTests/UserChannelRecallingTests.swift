import Testing
import TautUserChannel

@Suite struct UserChannelRecallingTests {
  let hello = #"{"type":"message_generate","message":"Hello","conversation_uuid":"c"}"#
  let again = #"{"type":"message_regenerate","conversation_uuid":"c"}"#
  let cancel = #"{"type":"message_cancel","conversation_uuid":"c"}"#

  /// A conversation with two answers, after a restart, with the user there again.
  private func restarted(_ configuration: UserChannelConfiguration = UserChannelConfiguration()) -> Stage {
    var stage = Stage(configuration)
    stage.connect(1)
    for text in ["one", "two"] {
      stage.say(hello, from: 1)
      stage.part(text, of: stage.questions.last!.generation)
      stage.end(stage.questions.last!.generation)
    }
    stage.questions = []
    stage.restart()
    stage.connect(1)
    return stage
  }

  @Test func `the generator knows after a restart what was said before`() {
    var stage = restarted()
    stage.say(hello, from: 1)
    #expect(stage.questions[0].question.history.map(\.answer) == ["one", "two"])
  }

  @Test func `an answer is regenerated after a restart, and counted on`() {
    var stage = restarted()
    for attempt in 1...2 {
      stage.say(again, from: 1)
      let expected = Question(
        user: "ada", conversation: "c", message: "Hello", attempt: attempt,
        history: [Question.Turn(message: "Hello", answer: "one")])
      #expect(stage.questions[attempt - 1].question == expected)
      stage.end(stage.questions[attempt - 1].generation)
      stage.restart()
      stage.connect(1)
    }
  }

  @Test func `a conversation is asked for once, and what comes meanwhile is answered in order`() {
    var stage = restarted()
    stage.isHeldUp = true
    stage.say(hello, from: 1)
    for _ in 0..<2 { stage.say(cancel, from: 1) }
    stage.say(again, from: 1)
    stage.say(again, from: 1)
    #expect(stage.steps.count == 1 && stage.questions.isEmpty)
    stage.settle()
    #expect(stage.questions.map(\.question.message) == ["Hello", "Hello"])
    #expect(stage.questions.map(\.question.attempt) == [0, 1])
    #expect(stage.cancelled == [stage.questions[0].generation])
    #expect(stage.types(1) == ["message_cancelled", "error"])
    #expect(stage.text("code", in: stage.last(1)) == "CONVERSATION_BUSY")
    stage.say(hello, from: 1)
    #expect(stage.steps.isEmpty)
  }

  @Test func `who leaves meanwhile is answered in the inbox`() {
    var stage = restarted()
    stage.isHeldUp = true
    stage.say(hello, from: 1)
    stage.disconnect(1)
    stage.settle()
    stage.end(stage.questions[0].generation)
    stage.settle()
    #expect(stage.inbox["ada"]!.count == 3)
  }

  @Test func `while an answer of a new conversation is generated nothing is asked for`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(hello, from: 1)
    stage.isHeldUp = true
    stage.say(hello, from: 1)
    #expect(stage.steps.isEmpty)
    #expect(stage.text("code", in: stage.last(1)) == "CONVERSATION_BUSY")
  }

  @Test func `cancelling asks for nothing`() {
    var stage = restarted()
    stage.isHeldUp = true
    stage.say(cancel, from: 1)
    #expect(stage.steps.isEmpty && stage.types(1).isEmpty)
  }

  @Test func `what cannot be read is told to those who wait`() {
    var stage = restarted()
    stage.isHeldUp = true
    stage.failure = "the disk is gone"
    for request in [hello, cancel, again] { stage.say(request, from: 1) }
    stage.settle()
    #expect(stage.types(1) == ["error", "error"])
    #expect(stage.text("code", in: stage.last(1)) == "STORAGE_UNAVAILABLE")
    #expect(
      stage.text("message", in: stage.last(1))
        == "what was said in this conversation cannot be read: the disk is gone")
    #expect(stage.questions.isEmpty)
    stage.failure = nil
    stage.say(hello, from: 1)
    stage.settle()
    #expect(stage.questions[0].question.history.count == 2)
  }

  @Test func `where the storage is out of reach answers come all the same, and only what it would need is refused`() {
    var stage = restarted()
    stage.isUnreachable = true
    stage.failure = "the file is damaged"
    stage.say(again, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "STORAGE_UNAVAILABLE")
    stage.say(#"{"type":"message_regenerate","conversation_uuid":"c","message":"Hi"}"#, from: 1)
    stage.end(stage.questions[0].generation)
    stage.say(hello, from: 1)
    #expect(stage.questions.map(\.question.history.count) == [0, 1])
  }

  @Test func `as many questions wait as may be answered, and none that is too long`() {
    var configuration = UserChannelConfiguration()
    configuration.generations = 2
    configuration.longestQuestion = 5
    var stage = restarted(configuration)
    stage.isHeldUp = true
    stage.say(#"{"type":"message_generate","message":"Hello!","conversation_uuid":"d"}"#, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "INVALID_PAYLOAD")
    stage.say(again, from: 1)
    stage.say(#"{"type":"message_generate","message":"Hi","conversation_uuid":"d"}"#, from: 1)
    stage.say(#"{"type":"message_generate","message":"Hi","conversation_uuid":"e"}"#, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "TOO_MANY_GENERATIONS")
    stage.settle()
    #expect(stage.channel.generationCount == 2)
  }

  @Test func `where too much waits for the storage a question is refused`() {
    var configuration = UserChannelConfiguration()
    configuration.waiting = 0
    var stage = Stage(configuration)
    stage.connect(1)
    stage.say(hello, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "STORAGE_UNAVAILABLE")
    #expect(stage.questions.isEmpty)
  }

  @Test func `an answer to a ticket that was never given is ignored`() {
    var stage = restarted()
    stage.channel.recalled(.conversation(nil), 99, at: 0, using: &stage.random, into: &stage.output)
    #expect(stage.output.actions.isEmpty)
  }

  @Test func `a conversation that left the memory during a long answer is kept whole`() {
    var configuration = UserChannelConfiguration()
    configuration.conversations = 1
    var stage = restarted(configuration)
    stage.say(hello, from: 1)
    let long = stage.questions[0].generation
    stage.say(#"{"type":"message_generate","message":"Hi"}"#, from: 1)
    stage.end(stage.questions[1].generation)
    stage.part("three", of: long)
    stage.end(long)
    stage.restart()
    stage.connect(1)
    stage.say(hello, from: 1)
    #expect(stage.questions[2].question.history.map(\.answer) == ["one", "two", "three"])
  }
}
