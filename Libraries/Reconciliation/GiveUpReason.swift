/// Why a category is given up until the next connection or ``Reconciler/force(_:now:)``.
public enum GiveUpReason: Sendable, Hashable, CustomStringConvertible {
  /// So many snapshots in a row could not be had; what was told about the last, if anything.
  case noSnapshot(tries: Int, last: String?)
  /// The server has more items than this.
  case tooManyItems(limit: Int)

  /// One line that names the limit and the way out.
  public var description: String {
    switch self {
    case .noSnapshot(let tries, let last):
      "\(tries) snapshots in a row could not be had\(last.map { ", the last one because \($0)" } ?? ""): force another one"
    case .tooManyItems(let limit):
      "there are more than \(limit) items, which is the limit: raise it, or ask for fewer with filters"
    }
  }
}
