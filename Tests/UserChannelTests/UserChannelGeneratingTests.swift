import Testing
import TautUserChannel

@Suite struct UserChannelGeneratingTests {
  let hello = #"{"type":"message_generate","message":"Hello","conversation_uuid":"c"}"#

  @Test func `an answer is streamed in parts to all devices, and the whole of it is a message of the inbox`() {
    var stage = Stage()
    stage.connect(1, device: "phone")
    stage.connect(2, device: "desk")
    stage.say(#"{"type":"message_generate","message":"Hello","conversation_uuid":"c","correlationId":"q"}"#, from: 1)
    #expect(stage.questions[0].question == Question(user: "ada", conversation: "c", message: "Hello"))
    let generation = stage.questions[0].generation
    let isWanted1 = stage.part("Good ", of: generation)
    #expect(isWanted1)
    let isWanted2 = stage.part("day.", of: generation)
    #expect(isWanted2)
    #expect(stage.text("delta", in: stage.last(2)) == "day.")
    #expect(stage.last(2).hasSuffix(#""part":1,"delta":"day.","done":false}"#))
    #expect(stage.last(2).contains(#""correlationId":"q""#))
    stage.end(generation)
    #expect(stage.types(1) == ["message_generate", "message_generate", "message_generate"])
    #expect(stage.last(1).hasSuffix(#""message":"Good day.","parts":2,"done":true}"#))
    #expect(stage.text("conversation_uuid", in: stage.last(1)) == "c")
    #expect(stage.text("id", in: stage.last(1)) == stage.text("message_id", in: stage.last(1)))
    #expect(stage.received[1]!.dropFirst() == stage.received[2]!.dropFirst())
    #expect(stage.inbox["ada"]!.count == 1)
  }

  @Test func `parts have no message, so that a client that knows no parts sees one`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(hello, from: 1)
    stage.part("Good day.", of: stage.questions[0].generation)
    #expect(stage.text("message", in: stage.last(1)) == nil)
  }

  @Test func `an answer that is complete while the user is away waits`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(hello, from: 1)
    stage.disconnect(1)
    stage.part("Good day.", of: stage.questions[0].generation)
    stage.end(stage.questions[0].generation)
    stage.connect(2)
    stage.say(#"{"type":"get_pending"}"#, from: 2)
    #expect(stage.text("message", in: stage.received[2]![1]) == "Good day.")
  }

  @Test func `a message without a conversation begins one`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(#"{"type":"message_generate","message":"Hello"}"#, from: 1)
    #expect(stage.questions[0].question.conversation.count == 36)
  }

  @Test func `the generator knows what was said before, in this conversation and of this user`() {
    var stage = Stage()
    stage.connect(1)
    stage.connect(2, "bob")
    answer("one", in: &stage)
    stage.say(hello, from: 1)
    #expect(stage.questions[1].question.history == [Question.Turn(message: "Hello", answer: "one")])
    stage.say(hello, from: 2)
    #expect(stage.questions[2].question.history.isEmpty)
  }

  @Test func `regenerating answers the last message anew, in place of the last answer`() {
    var stage = Stage()
    stage.connect(1)
    answer("one", in: &stage)
    for attempt in 1...2 {
      stage.say(#"{"type":"message_regenerate","conversation_uuid":"c"}"#, from: 1)
      #expect(
        stage.questions[attempt].question
          == Question(user: "ada", conversation: "c", message: "Hello", attempt: attempt))
      stage.part("two", of: stage.questions[attempt].generation)
      #expect(stage.last(1).contains(#""type":"message_regenerate""#))
      #expect(stage.last(1).contains(#""attempt":\#(attempt)"#))
      stage.end(stage.questions[attempt].generation)
    }
    stage.say(hello, from: 1)
    #expect(stage.questions[3].question.history == [Question.Turn(message: "Hello", answer: "two")])
  }

  @Test func `regenerating with another message replaces the last one`() {
    var stage = Stage()
    stage.connect(1)
    answer("one", in: &stage)
    stage.say(#"{"type":"message_regenerate","conversation_uuid":"c","message":"Hi"}"#, from: 1)
    #expect(stage.questions[1].question.message == "Hi")
    stage.end(stage.questions[1].generation)
    stage.say(hello, from: 1)
    #expect(stage.questions[2].question.history == [Question.Turn(message: "Hi", answer: "")])
  }

  @Test func `regenerating in a conversation that is not remembered takes a message along, or is refused`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(#"{"type":"message_regenerate","conversation_uuid":"x","correlationId":7}"#, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "UNKNOWN_CONVERSATION")
    #expect(stage.text("conversation_uuid", in: stage.last(1)) == "x")
    #expect(stage.last(1).contains(#""correlationId":7"#))
    stage.say(#"{"type":"message_regenerate","conversation_uuid":"x","message":"Hello"}"#, from: 1)
    #expect(stage.questions[0].question.attempt == 1)
  }

  @Test func `cancelling stops the generator, tells all devices, and leaves nothing in the inbox`() {
    var stage = Stage()
    stage.connect(1)
    stage.connect(2)
    stage.say(hello, from: 1)
    let generation = stage.questions[0].generation
    stage.part("Good ", of: generation)
    stage.say(#"{"type":"message_cancel","conversation_uuid":"c"}"#, from: 2)
    #expect(stage.cancelled == [generation])
    #expect(stage.types(1).last == "message_cancelled")
    let isWanted3 = stage.part("day.", of: generation)
    #expect(!isWanted3)
    stage.end(generation)
    stage.fail(generation, "cancelled")
    #expect(stage.types(1) == ["message_generate", "message_cancelled"])
    #expect(stage.inbox.isEmpty)
    stage.say(#"{"type":"message_cancel","conversation_uuid":"c"}"#, from: 2)
    #expect(stage.cancelled.count == 1)
  }

  @Test func `a conversation has one answer at a time, and a user a few`() {
    var configuration = UserChannelConfiguration()
    configuration.generations = 2
    var stage = Stage(configuration)
    stage.connect(1)
    stage.say(hello, from: 1)
    stage.say(hello, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "CONVERSATION_BUSY")
    stage.say(#"{"type":"message_generate","message":"Hello","conversation_uuid":"d"}"#, from: 1)
    stage.say(#"{"type":"message_generate","message":"Hello","conversation_uuid":"e"}"#, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "TOO_MANY_GENERATIONS")
    #expect(stage.channel.generationCount == 2)
  }

  @Test func `a generator that fails or takes too long is told to who asked`() {
    var stage = Stage()
    stage.connect(1)
    stage.connect(2)
    stage.say(hello, from: 1)
    stage.fail(stage.questions[0].generation, "the model is away")
    #expect(stage.text("code", in: stage.last(1)) == "GENERATION_FAILED")
    #expect(stage.text("message", in: stage.last(1)) == "the model is away")
    stage.say(hello, from: 1)
    stage.now += 299_999
    stage.poll()
    #expect(stage.cancelled.isEmpty)
    stage.now += 1
    stage.poll()
    #expect(stage.cancelled == [stage.questions[1].generation])
    #expect(stage.text("code", in: stage.last(1)) == "GENERATION_TIMEOUT")
    #expect(stage.types(2).isEmpty)
  }

  @Test func `a message and an answer that are too long are bounded`() {
    var configuration = UserChannelConfiguration()
    configuration.longestQuestion = 5
    configuration.longestAnswer = 6
    var stage = Stage(configuration)
    stage.connect(1)
    stage.say(#"{"type":"message_generate","message":"Hello!"}"#, from: 1)
    #expect(stage.text("message", in: stage.last(1)) == "the message has 6 bytes, and the limit is 5")
    stage.say(hello, from: 1)
    let generation = stage.questions[0].generation
    let isWanted4 = stage.part("Good", of: generation)
    #expect(isWanted4)
    let isWanted5 = stage.part("aé!", of: generation)
    #expect(!isWanted5)
    let isWanted6 = stage.part("x", of: generation)
    #expect(!isWanted6)
    stage.end(generation)
    #expect(stage.last(1).hasSuffix(#""message":"Gooda","parts":2,"done":true,"truncated":true}"#))
  }

  @Test func `an answer that cannot be stored reaches who is there, without an id`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(hello, from: 1)
    stage.limit = 0
    stage.end(stage.questions[0].generation)
    #expect(stage.last(1).contains(#""stored":false"#))
    #expect(stage.ids(1).isEmpty)
  }

  @Test func `an answer reaches who is there also where too much waits for the storage`() {
    var configuration = UserChannelConfiguration()
    configuration.waiting = 0
    configuration.timeToLive = nil
    var stage = Stage(configuration)
    stage.connect(1)
    stage.say(#"{"type":"message_generate","message":"Hello"}"#, from: 1)
    stage.end(stage.questions[0].generation)
    #expect(stage.last(1).contains(#""stored":false"#))
  }

  @Test func `conversations are remembered up to a number and a size, the latest ones`() {
    var configuration = UserChannelConfiguration()
    configuration.conversations = 2
    configuration.conversationBytes = 20
    configuration.timeToLive = nil
    var stage = Stage(configuration)
    stage.connect(1)
    for name in ["c", "d", "e"] { answer("one", in: &stage, name) }
    stage.conversations = [:]
    stage.say(#"{"type":"message_regenerate","conversation_uuid":"c"}"#, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "UNKNOWN_CONVERSATION")
    for text in ["two", "three"] { answer(text, in: &stage, "e") }
    stage.say(#"{"type":"message_generate","message":"x","conversation_uuid":"e"}"#, from: 1)
    #expect(stage.questions.last!.question.history.map(\.answer) == ["two", "three"])
    #expect(stage.inbox["ada"]![0].expires == nil)
  }

  private func answer(_ text: String, in stage: inout Stage, _ conversation: String = "c") {
    stage.say(#"{"type":"message_generate","message":"Hello","conversation_uuid":"\#(conversation)"}"#, from: 1)
    let generation = stage.questions.last!.generation
    stage.part(text, of: generation)
    stage.end(generation)
  }
}
