public import TautReconciliation
public import TautSession

/// Why a ``LiveState`` cannot be kept, or a change of it not be made.
public enum LiveStateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The server refused the subscription; the state is over.
  case refused(SessionError)
  /// The client gave up; the state goes on after ``Client/connect()``.
  case interrupted(SessionError)
  /// The room cannot be loaded, or is too large; the state goes on with the next connection, or after ``LiveState/force()``.
  case gaveUp(room: String, GiveUpReason)
  /// The server did not take the change.
  case rejected(SessionError)
  /// The server changed the item as well, and the policy is in its favour. Where the change was sent already it may come yet, as
  /// the server's.
  case conflict(id: String)
  /// There is no such item.
  case unknownItem(id: String)
  /// The change cannot be made.
  case impossible(ReconciliationError)
  /// The task that waited was cancelled, and the change taken back.
  case cancelled
  /// The state is over: it was cancelled, or the client was closed.
  case closed

  /// One line that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .refused(let error): "the server refused the subscription: \(error)"
    case .interrupted(let error): "the client gave up, and the state is not kept until it connects again: \(error)"
    case .gaveUp(let room, let reason): "the state of \(room) is not kept: \(reason)"
    case .rejected(let error): "the server did not take the change: \(error)"
    case .conflict(let id):
      "the server changed \(id) as well, and the change was taken back; look at it, and change it again"
    case .unknownItem(let id): "there is no item \(id)"
    case .impossible(let error): error.description
    case .cancelled: "the task was cancelled, and the change taken back"
    case .closed: "the state is over: it was cancelled, or its client closed"
    }
  }
}
