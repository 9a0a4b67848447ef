import TautAuth
import TautHandshake
import TautHub
import TautJSON
import TautStore
import TautWebSocket

/// `POST /ws/v2/revoke`: tokens that are good and shall not be any more.
extension ServerLoop {
  func answerRevoke(_ exchange: Exchange) {
    guard authenticates else {
      return exchange.refuse(.conflict, "this server checks no tokens, so none can be revoked: give it a key")
    }
    do throws(RevocationOrderError) {
      let order = try RevocationOrder(json: exchange.request.body)
      gather({ $0.revoke(order) }, then: { [unowned self] in finish(order, $0, exchange) })
    } catch {
      exchange.refuse(.badRequest, error.description)
    }
  }

  /// Revokes in this loop, and tells how many of its connections are closed.
  private func revoke(_ order: RevocationOrder) -> Result<Int, RevocationError> {
    var result: Result<Int, RevocationError> = .success(0)
    tell { hub, output in
      do throws(RevocationError) {
        let end = order.until ?? NumericDate(seconds: NumericDate.latestSeconds)
        result = .success(try hub.revoke(order.target, until: end, at: now, into: &output))
      } catch {
        result = .failure(error)
      }
    }
    return result
  }

  /// Stores what every loop has revoked already: whoever is locked out is locked out at once, and after a restart as well.
  private func finish(_ order: RevocationOrder, _ results: [Result<Int, RevocationError>], _ exchange: Exchange) {
    var count = 0
    for result in results {
      switch result {
      case .success(let closed): count += closed
      case .failure(let error): return exchange.refuse(.serviceUnavailable, error.description)
      }
    }
    server.log(.revoked(order.description, connections: count))
    if let failure = storage.failure { return refuseUnstored(exchange, failure) }
    guard let store = storage.store else { return exchange.respond(.revoked(disconnected: count, isStored: false)) }
    nextRevocation += 1
    let number = nextRevocation
    revocations[number] = (exchange, count)
    let (server, index) = (server, index)
    store.write([.revoke(order.stored(at: now.milliseconds))]) { result in
      server.onLoop(index) { $0.stored(revocation: number, result) }
    }
  }

  private func stored(revocation number: UInt64, _ result: Result<[StoreOutcome], StoreError>) {
    guard let (exchange, count) = revocations.removeValue(forKey: number) else { return }
    switch result {
    case .success: exchange.respond(.revoked(disconnected: count, isStored: true))
    case .failure(let error): refuseUnstored(exchange, error)
    }
  }

  private func refuseUnstored(_ exchange: Exchange, _ error: StoreError) {
    exchange.refuse(
      .serviceUnavailable, "revoked until this server ends, but not stored: \(error)",
      fields: [.retryAfter(seconds: 1)])
  }
}

extension HTTPResponse {
  /// How many connections a revocation closed, and whether it survives a restart.
  static func revoked(disconnected count: Int, isStored: Bool) -> HTTPResponse {
    json { writer in
      writer.member("revoked", true)
      writer.member("disconnected", count)
      writer.member("stored", isStored)
    }
  }
}
