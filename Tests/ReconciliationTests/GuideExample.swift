// The code that Docs/Guides/Reconciliation.md shows, in the same words; GuideTests compares them.

import TautJSON
import TautReconciliation

/// What the application has: a connection of its own, and something that shows items.
protocol Application {
  mutating func subscribe(_ category: String)
  mutating func askForSnapshot(_ category: String, request: UInt64)
  mutating func askForChecksum(_ category: String, request: UInt64)
  mutating func send(_ mutation: Mutation, of category: String)
  mutating func show(_ items: [StateItem], of category: String, replacing: Bool)
  mutating func show(_ changes: [StateChange], of category: String)
  mutating func tell(_ text: String)
}

/// An application whose state is kept like the server's.
struct SynchronisedApplication<App: Application> {
  var app: App
  var reconciler: Reconciler

  init(_ app: App) {
    self.app = app
    var configuration = ReconciliationConfiguration()
    configuration.conflictResolution = .serverWins
    reconciler = Reconciler(configuration)
    reconciler.register(StateCategory("odds"))
    reconciler.register(StateCategory("props", conflictResolution: .newest))
  }

  /// Call it after everything that the reconciler was told.
  mutating func perform() {
    for action in reconciler.takeActions() {
      switch action {
      case .subscribe(let category): app.subscribe(category)
      case .requestSnapshot(let category, let request): app.askForSnapshot(category, request: request)
      case .requestChecksum(let category, let request): app.askForChecksum(category, request: request)
      case .send(let category, let mutation): app.send(mutation, of: category)
      case .applySnapshot(let category, let items, let isFirst, _):
        app.show(items, of: category, replacing: isFirst)
      case .applyUpdate(let category, let changes): app.show(changes, of: category)
      case .rollBack(let category, let mutation, _):
        app.tell("your change of \(mutation.item) in \(category) was taken back")
      case .diverged(let category): app.tell("\(category) is loaded anew")
      case .giveUp(let category, let reason): app.tell("\(category) cannot be loaded: \(reason)")
      }
    }
  }

  /// The user changes an item; it is shown at once, and taken back if the server refuses.
  mutating func change(_ item: String, to value: JSONValue, milliseconds: Int64) throws {
    try reconciler.mutate("props", item: item, value: value, modified: milliseconds)
    perform()
  }
}
