import TautAdmission
import TautEventLoop
import TautHandshake
import TautWebSocket

/// Lets WebSockets in on one loop, and keeps count of them.
///
/// The number of all is an atomic that every loop adds to. Who has how many is counted by the gate of loop 0: the others
/// ask it by mail, and only where such a limit is set. So nothing is locked, and the way of a message is not touched.
final class ConnectionGate {
  /// What a gate says to a connection.
  enum Answer {
    /// It may open: tell ``ConnectionGate/entered(_:_:)`` when it does, or hand the pass back.
    case admitted(Pass)
    /// It may not.
    case refused(HTTPResponse)
  }

  /// A connection that is counted.
  struct Pass: Sendable {
    fileprivate var admission: Admission?
  }

  private unowned let serving: ServerLoop
  private let limits: AdmissionLimits
  private let proxies: TrustedProxies
  /// The counts of all loops, used on loop 0 alone.
  private var admissions: Admissions
  private var passes: [ObjectIdentifier: Pass] = [:]
  private var waiting: [UInt64: (Answer) -> Void] = [:]
  private var nextToken: UInt64 = 0

  init(_ serving: ServerLoop) {
    self.serving = serving
    limits = serving.server.configuration.admission
    proxies = TrustedProxies(serving.server.configuration.trustedProxies)
    admissions = Admissions(limits)
  }

  /// Asks whether a further connection may open; `body` is called on this loop, at once or later.
  func admit(_ head: RequestHead, from stream: Stream, user: String?, _ body: @escaping (Answer) -> Void) {
    if let refusal = refusal() { return body(.refused(refusal)) }
    guard limits.isLimiting else { return body(.admitted(Pass())) }
    do throws(ForwardingError) {
      ask(address: try client(of: head, from: stream), user: user, body)
    } catch {
      serving.server.leave()
      body(.refused(.refusal(.badRequest, error.description)))
    }
  }

  /// Notes that `webSocket` is the connection of a pass, and open now.
  func entered(_ webSocket: WebSocket, _ pass: Pass) {
    guard let admission = pass.admission else { return }
    passes[ObjectIdentifier(webSocket)] = pass
    guard limits.connectsPerSecond > 0 else { return }
    // Not the turn's time, which may be well before: a second later as many others may open.
    let time = ContinuousClock.now
    atHome { $0.opened(admission, at: time) }
  }

  /// Records that a connection is gone.
  func left(_ webSocket: WebSocket) {
    serving.server.leave()
    guard let admission = passes.removeValue(forKey: ObjectIdentifier(webSocket))?.admission else { return }
    let now = serving.reactor.now
    atHome { $0.release(admission, at: now) }
  }

  /// Hands back a pass with which nothing was opened.
  func handBack(_ pass: Pass) {
    serving.server.leave()
    guard let admission = pass.admission else { return }
    let now = serving.reactor.now
    atHome { $0.withdraw(admission, at: now) }
  }

  /// Changes the counts of all loops: here at once, elsewhere in the next turn of loop 0.
  private func atHome(_ body: @escaping @Sendable (inout Admissions) -> Void) {
    if serving.index == 0 { body(&admissions) } else { serving.server.onLoop(0) { body(&$0.gate.admissions) } }
  }

  /// The address of the client, behind proxies that are trusted to name it; nil where the system does not know the peer.
  func client(of head: RequestHead, from stream: Stream) throws(ForwardingError) -> IPAddress? {
    guard let peer = stream.peerAddress.flatMap({ IPAddress($0.host) }) else { return nil }
    guard !proxies.networks.isEmpty else { return peer }
    return try proxies.client(
      of: peer, forwardedFor: head.fields.values(named: "X-Forwarded-For"),
      forwarded: head.fields.values(named: "Forwarded"))
  }

  /// The refusal that needs no counting by address or user, or nil where the connection is counted among all.
  private func refusal() -> HTTPResponse? {
    if serving.isDraining { return .draining }
    let limit = serving.server.configuration.maximumConnections
    guard serving.server.admit(limit: limit) else {
      return .refusal(
        .serviceUnavailable, "the limit of \(limit) connections is reached", fields: [.retryAfter(seconds: 5)])
    }
    return nil
  }

  private func ask(address: IPAddress?, user: String?, _ body: @escaping (Answer) -> Void) {
    guard serving.index != 0 else { return answer(decide(address, user), body) }
    nextToken += 1
    let (token, origin) = (nextToken, serving.index)
    waiting[token] = body
    serving.server.onLoop(0) { home in
      let decision = home.gate.decide(address, user)
      home.server.onLoop(origin) { $0.gate.resume(token, decision) }
    }
  }

  private func decide(_ address: IPAddress?, _ user: String?) -> Result<Admission, AdmissionRefusal> {
    do throws(AdmissionRefusal) {
      return .success(try admissions.admit(address: address, user: user, at: serving.reactor.now))
    } catch {
      return .failure(error)
    }
  }

  private func resume(_ token: UInt64, _ decision: Result<Admission, AdmissionRefusal>) {
    guard let body = waiting.removeValue(forKey: token) else { return }
    if serving.isDraining, case .success(let admission) = decision {
      handBack(Pass(admission: admission))
      return body(.refused(.draining))
    }
    answer(decision, body)
  }

  private func answer(_ decision: Result<Admission, AdmissionRefusal>, _ body: (Answer) -> Void) {
    switch decision {
    case .success(let admission): body(.admitted(Pass(admission: admission)))
    case .failure(let error):
      serving.server.leave()
      serving.requests.turnedAway[error.reason, default: 0] += 1
      body(
        .refused(
          .refusal(
            error.isAboutClient ? .tooManyRequests : .serviceUnavailable, "\(error): try again later",
            fields: [.retryAfter(seconds: error.retryAfterSeconds)])))
    }
  }
}

extension HTTPResponse {
  fileprivate static var draining: HTTPResponse {
    .refusal(.serviceUnavailable, "the server is draining: connect to another", fields: [.retryAfter(seconds: 1)])
  }
}
