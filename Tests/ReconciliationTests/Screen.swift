import TautJSON
import TautReconciliation

/// An application that shows what it is told to show.
struct Screen {
  private(set) var items: [String: JSONValue] = [:]
  private(set) var isComplete = true
  private(set) var largestBatch = 0

  mutating func perform(_ action: ReconciliationAction) {
    switch action {
    case .applySnapshot(_, let batch, let isFirst, let isLast):
      if isFirst { items = [:] }
      for item in batch { items[item.id] = item.value }
      isComplete = isLast
      largestBatch = max(largestBatch, batch.count)
    case .applyUpdate(_, let changes):
      for change in changes { items[change.id] = change.value }
      largestBatch = max(largestBatch, changes.count)
    default: break
    }
  }
}
