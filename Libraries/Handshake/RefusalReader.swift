/// Reads the beginning of the body that comes with a refusal.
struct RefusalReader: Sendable {
  private let head: ReceivedResponseHead
  private var decoder: BodyDecoder

  init(_ head: ReceivedResponseHead) {
    self.head = head
    decoder = BodyDecoder(beginningOf: head.body, limit: ClientUpgrade.refusalBodyLimit)
  }

  /// Takes the next bytes, and returns the refusal when enough of the body has come.
  mutating func receive(_ bytes: RawSpan) -> RefusedUpgrade? {
    do {
      return try decoder.receive(bytes).map { _ in refusal }
    } catch {
      // A body that is too long or broken is shown as far as it came.
      return refusal
    }
  }

  /// The refusal with as much of the body as has come.
  var refusal: RefusedUpgrade {
    RefusedUpgrade(status: head.status, reason: head.reason, fields: Array(head.fields), body: decoder.body)
  }
}
