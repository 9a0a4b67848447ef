import Dispatch
import TautEventLoop
import TautHandshake
import TautTLS
import TautWebSocket

extension Connection {
  /// What an attempt needs, once the host is looked up.
  struct Plan: Sendable {
    var request: ClientUpgradeRequest
    var addresses: [SocketAddress]
    var tls: TLSContext?
    var options: ConnectOptions
  }

  /// Looks the host up on a thread that may block, and hands the plan over on the loop.
  static func plan(
    _ url: String, _ options: ConnectOptions, on loop: EventLoop,
    _ done: @escaping @Sendable (isolated EventLoop, Result<Plan, ConnectError>) -> Void
  ) {
    DispatchQueue.global().async {
      let result = Result { () throws(ConnectError) in try plan(url, options) }
      loop.submit { loop in done(loop, result) }
    }
  }

  private static func plan(_ url: String, _ options: ConnectOptions) throws(ConnectError) -> Plan {
    let request = try request(url, options)
    let tls = try request.url.isSecure ? context(options) : nil
    let addresses = try resolve(request.url, options.proxy)
    return Plan(request: request, addresses: addresses, tls: tls, options: options)
  }

  /// Makes the attempt; `done` is called on the loop.
  static func attempt(
    _ plan: Plan, on loop: isolated EventLoop, _ done: @escaping (Result<WebSocket, ConnectError>) -> Void
  ) {
    let context = plan.options.context(on: loop)
    do throws(ConnectError) {
      let attempt = try WebSocketAttempt(
        plan.request, to: plan.addresses, through: plan.options.proxy, tls: plan.tls,
        timeout: plan.options.openTimeout, context: context, on: loop.reactor
      ) { outcome in
        done(outcome.map(\.webSocket))
      }
      attempt.start()
    } catch {
      done(.failure(error))
    }
  }
}
