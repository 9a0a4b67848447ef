internal import TautBytes
public import TautEnvelope
import TautJSON

/// What a client asks of the user channel.
public enum UserRequest: Sendable, Hashable {
  /// The most ids in one acknowledgement.
  static let longestList = 100
  /// The longest id, in bytes.
  static let longestID = 256

  /// `get_pending`: hand out what this device has not acknowledged.
  case getPending
  /// `ack {id}` or `ack {ids}`: the device has these messages.
  case acknowledge([String])
  /// `message_generate {message, conversation_uuid?}`: answer a message.
  case generate(message: String, conversation: String?)
  /// `message_regenerate {conversation_uuid, message?}`: answer the last message of a conversation anew.
  case regenerate(message: String?, conversation: String)
  /// `message_cancel {conversation_uuid}`: stop answering.
  case cancel(conversation: String)
  /// A request of one of these types with the wrong shape.
  case invalid(reason: String)

  /// Whether the user channel answers messages of this type.
  public static func isAnswered(_ type: MessageType) -> Bool {
    switch type {
    case .getPending, .ack, .messageGenerate, .messageRegenerate, .messageCancel: true
    default: false
    }
  }

  /// Reads a message; `nil` where its type is not the user channel's.
  public init?(_ view: EnvelopeView, in bytes: RawSpan) {
    let type = view.messageType(in: bytes)
    guard Self.isAnswered(type) else { return nil }
    do throws(Invalid) {
      switch type {
      case .getPending: self = .getPending
      case .ack: self = .acknowledge(try view.ids(bytes))
      case .messageGenerate:
        guard let message = try view.text("message", bytes) else { throw Invalid("message is missing") }
        self = .generate(message: message, conversation: try view.name("conversation_uuid", bytes))
      case .messageRegenerate:
        self = .regenerate(message: try view.text("message", bytes), conversation: try view.conversation(bytes))
      default: self = .cancel(conversation: try view.conversation(bytes))
      }
    } catch {
      self = .invalid(reason: error.reason)
    }
  }
}

extension MessageType {
  /// Asks to stop answering.
  public static var messageCancel: Self { "message_cancel" }

  /// The generator has stopped.
  public static var messageCancelled: Self { "message_cancelled" }

  /// Tells a sender what became of a message.
  public static var receipt: Self { "receipt" }
}

private struct Invalid: Error {
  var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

/// The members of a request.
extension EnvelopeView {
  private func value(_ key: String, _ bytes: RawSpan) -> JSONSlice? {
    message.member(key, in: bytes).flatMap { $0.isNull ? nil : $0 }
  }

  fileprivate func text(_ key: String, _ bytes: RawSpan) throws(Invalid) -> String? {
    guard let value = value(key, bytes) else { return nil }
    guard let text = value.string(in: bytes), !text.isEmpty else {
      throw Invalid("\(key) is not a string with something in it")
    }
    return text
  }

  fileprivate func name(_ key: String, _ bytes: RawSpan) throws(Invalid) -> String? {
    guard let text = try text(key, bytes) else { return nil }
    guard text.utf8.count <= UserRequest.longestID else {
      throw Invalid("\(key) has \(text.utf8.count) bytes, and the limit is \(UserRequest.longestID)")
    }
    return text
  }

  fileprivate func conversation(_ bytes: RawSpan) throws(Invalid) -> String {
    guard let name = try name("conversation_uuid", bytes) else { throw Invalid("conversation_uuid is missing") }
    return name
  }

  fileprivate func ids(_ bytes: RawSpan) throws(Invalid) -> [String] {
    if let id = try name("id", bytes) { return [id] }
    guard let list = value("ids", bytes) else { throw Invalid("id is missing") }
    var ids: [String] = []
    var elements = JSONElements(of: list)
    while let element = elements.next(in: bytes) {
      guard let id = element.string(in: bytes), (1...UserRequest.longestID).contains(id.utf8.count) else {
        throw Invalid("ids is not a list of strings of 1 to \(UserRequest.longestID) bytes")
      }
      ids.append(id)
    }
    guard (1...UserRequest.longestList).contains(ids.count) else {
      throw Invalid("ids is not a list of 1 to \(UserRequest.longestList) strings")
    }
    return ids
  }
}
