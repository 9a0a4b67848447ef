public import TautEnvelope
import TautJSON

extension Session {
  /// Asks the server something.
  ///
  /// It is settled exactly once, with ``SessionAction/answered(_:_:)`` or ``SessionAction/failed(_:_:)``: by the reply, an
  /// error, the timeout, or the loss of the connection that it was sent on. While a connection is being made it waits for
  /// it; where none is being made it fails at once.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - payload: One JSON value.
  ///   - timeout: How long to wait, or nil for the configuration's time.
  ///   - now: The present.
  ///   - output: What to do is added here.
  /// - Returns: The request.
  /// - Throws: ``SessionError/notConnected``, ``SessionError/simulated``, ``SessionError/tooManyRequests(limit:)``,
  ///   ``SessionError/invalidPayload(_:)`` or ``SessionError/messageTooLarge(bytes:limit:)``.
  public mutating func request(
    _ type: MessageType, payload: [UInt8], timeout: Duration? = nil, at now: ContinuousClock.Instant,
    into output: inout SessionOutput
  ) throws(SessionError) -> RequestID {
    if isSimulating { throw .simulated }
    guard open != nil || isTrying else { throw .notConnected }
    try check(payload, of: type)
    guard requests.count < configuration.maximumRequests else {
      throw .tooManyRequests(limit: configuration.maximumRequests)
    }
    requestsEver += 1
    let id = RequestID(rawValue: requestsEver)
    let timeout = timeout ?? configuration.requestTimeout
    requests.append(
      PendingRequest(id: id, type: type.rawValue, payload: payload, timeout: timeout, deadline: now + timeout))
    sendRequests(at: now, into: &output)
    return id
  }

  /// Forgets a request whose asker does not want the answer any more; nothing is told about it.
  public mutating func cancel(_ id: RequestID) {
    requests.removeAll { $0.id == id }
  }

  /// Withdraws a message; nothing is told about it.
  ///
  /// One that was sent is not sent again, and counts all the same if the server has it.
  public mutating func cancel(_ id: MessageID) {
    _ = queue.remove(id)
  }

  /// Whether a connection is being made, or will be.
  public var isTrying: Bool {
    if case .resting = stage { false } else { true }
  }

  /// Sends the requests that waited for a connection.
  mutating func sendRequests(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard open != nil else { return }
    for index in requests.indices where !requests[index].isSent {
      let request = requests[index]
      requests[index].isSent = true
      requests[index].payload = []
      write(MessageType(request.type), id: "r\(request.id.rawValue)", at: now, into: &output) {
        $0.raw(request.payload)
      }
    }
  }

  /// Takes out the request that an answer is for.
  mutating func takeRequest(_ number: UInt64) -> RequestID? {
    guard let index = requests.firstIndex(where: { $0.id.rawValue == number && $0.isSent }) else { return nil }
    return requests.remove(at: index).id
  }

  /// Takes out the oldest request of a type.
  mutating func takeRequest(ofType type: JSONSlice, in bytes: RawSpan) -> RequestID? {
    guard let index = requests.firstIndex(where: { $0.isSent && type.equals($0.type, in: bytes) }) else { return nil }
    return requests.remove(at: index).id
  }

  /// Ends the requests that have waited for too long.
  mutating func endLateRequests(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard requests.contains(where: { $0.deadline <= now }) else { return }
    for request in requests where request.deadline <= now {
      output.actions.append(.failed(request.id, .requestTimeout(request.timeout)))
    }
    requests.removeAll { $0.deadline <= now }
  }

  /// Ends the requests that were sent on the link that is gone; those that wait for a link go on waiting.
  mutating func endRequests(_ error: SessionError, into output: inout SessionOutput) {
    for request in requests where request.isSent { output.actions.append(.failed(request.id, error)) }
    requests.removeAll(where: \.isSent)
  }

  /// Ends everything that waits for a connection, because there will be none.
  mutating func settleAll(_ error: SessionError, into output: inout SessionOutput) {
    for request in requests { output.actions.append(.failed(request.id, error)) }
    requests = []
    for entry in queue.removeAll() { output.actions.append(.rejected(entry.id, error)) }
  }
}
