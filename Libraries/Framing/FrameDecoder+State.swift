public import TautBytes

extension FrameDecoder {
  /// Where in the stream of frames a decoder is.
  @usableFromInline
  @frozen
  enum State: Sendable {
    case betweenMessages
    case betweenFragments(OpenMessage)
    case insideFrame(OpenFrame, OpenMessage)
    case closed
    case failed(FrameError)
  }

  /// A message whose end has not been received.
  @usableFromInline
  @frozen
  struct OpenMessage: Sendable {
    @usableFromInline var kind: MessageKind
    @usableFromInline var isCompressed: Bool
    /// Whether no part of it has been given out.
    @usableFromInline var isFresh = true
    /// The bytes that its frames have announced so far.
    @usableFromInline var length = 0
    @usableFromInline var text = UTF8Validator()

    init(kind: MessageKind, isCompressed: Bool) {
      self.kind = kind
      self.isCompressed = isCompressed
    }

    /// Whether its bytes are to be validated as they come; compressed text is validated when it has been inflated.
    var needsValidation: Bool { kind == .text && !isCompressed }
  }

  /// A data frame whose payload has not been received as a whole.
  @usableFromInline
  @frozen
  struct OpenFrame: Sendable {
    @usableFromInline var remaining: Int
    @usableFromInline var isFinal: Bool
    /// The key, turned so that its first byte belongs to the next byte of the payload.
    @usableFromInline var key: UInt32?

    init(remaining: Int, isFinal: Bool, key: UInt32?) {
      self.remaining = remaining
      self.isFinal = isFinal
      self.key = key
    }
  }
}
