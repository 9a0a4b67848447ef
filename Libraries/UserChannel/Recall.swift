/// Requests of one conversation that wait until the storage has told what was said in it.
struct Recall: Sendable {
  /// What a request wants of its conversation.
  enum Question: Sendable {
    case generate(message: String)
    case regenerate(message: String?)
    case cancel

    var isCancellation: Bool { if case .cancel = self { true } else { false } }
  }

  /// A request of a connection that was open when it came.
  struct Request: Sendable {
    var question: Question
    var connection: UInt64
    /// As JSON, or empty.
    var correlationID: [UInt8]

    init(_ question: Question, from connection: UInt64, _ correlationID: [UInt8]) {
      self.question = question
      self.connection = connection
      self.correlationID = correlationID
    }
  }

  /// In the order of their coming.
  private(set) var requests: [Request] = []

  /// How many of them want an answer.
  var questionCount: Int { requests.count { !$0.question.isCancellation } }

  /// Adds a request; to cancel twice is to cancel once.
  mutating func add(_ request: Request) {
    if request.question.isCancellation, requests.last.map(\.question.isCancellation) == true { return }
    requests.append(request)
  }
}
