import TautEventLoop
import TautHub
import TautRooms
import TautStore

extension ServerLoop {
  /// Stores what the hub keeps back, off the loop, and tells the hub on the loop.
  func store(_ appends: [RoomAppend]) {
    guard let store = storage.store else { preconditionFailure("a hub stores where there is no store") }
    let (server, index) = (server, index)
    store.write(appends.map(StoreWrite.append)) { result in
      server.onLoop(index) { $0.stored(result) }
    }
  }

  private func stored(_ result: Result<[StoreOutcome], StoreError>) {
    switch result {
    case .success:
      if storeTrouble != nil { server.log(.storeWorksAgain) }
      storeTrouble = nil
      tell { hub, output in hub.stored(at: now, into: &output) }
    case .failure(let error):
      // One line for each new trouble, however many publishes it costs.
      let reason = error.description
      if storeTrouble != reason { server.log(.storeFailed(reason)) }
      storeTrouble = reason
      tell { hub, output in hub.notStored(reason: reason, at: now, into: &output) }
    }
  }

  /// Lets the store forget what has expired, once a minute, from one loop.
  func sweepStore() {
    guard let store = storage.inbox else { return }
    // What cannot be swept now is swept a minute later; that the disk is full the next publish will say.
    store.write([.sweep(at: now.milliseconds)]) { _ in }
    reactor.after(.seconds(60)) { [weak self] in self?.sweepStore() }
  }
}
