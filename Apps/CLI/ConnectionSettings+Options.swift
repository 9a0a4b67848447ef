internal import TautClient
internal import TautFraming
internal import TautHandshake
internal import TautLog
internal import TautTLS
internal import TautWebSocket

extension ConnectionSettings {
  /// What the client library is told.
  var options: ConnectOptions {
    var options = ConnectOptions()
    options.subprotocols = subprotocols
    options.headers = headers.map { HeadField(name: $0.name, value: $0.value) }
    options.origin = origin
    options.bearerToken = token
    options.deflate = compresses
    options.limits = FrameLimits(maxMessage: maximumMessage)
    options.openTimeout = openTimeout
    options.pingInterval = pingInterval
    options.pingTimeout = pingTimeout
    options.trust = trust
    options.certificateFile = certificate
    options.keyFile = key
    options.proxy = proxy
    return options
  }

  /// The request for `url`.
  func request(_ url: WebSocketURL) -> ClientUpgradeRequest {
    var request = ClientUpgradeRequest(url)
    request.subprotocols = subprotocols
    request.origin = origin
    request.fields = headers.map { HeadField(name: $0.name, value: $0.value) }
    if let token { request.fields.append(HeadField(name: "Authorization", value: "Bearer \(token)")) }
    if compresses { request.deflate = DeflateConfiguration() }
    return request
  }

  private var trust: TLSTrust {
    if isInsecure { return .none }
    return certificateAuthority.map { .file($0) } ?? .system
  }
}

extension ConnectError {
  /// What happened, with the sentence that the server put into the body of its refusal, and without secrets.
  var sentence: String {
    guard case .upgrade(.refused(let refusal)) = self else { return Redaction.redacted(description) }
    return Redaction.redacted(refusal.explanation.map { "\(description): \($0.shown)" } ?? description)
  }

  /// The sentence, and where TLS failed what to do about it.
  var sentenceWithAdvice: String {
    guard case .tls(let text) = self else { return sentence }
    return "\(sentence); \(DoctorAdvice.tls(text)[0])"
  }
}

extension ExitCode {
  /// The class of a connection that did not open.
  init(_ error: ConnectError) {
    self =
      switch error {
      case .url: .usage
      case .options: .input
      case .resolution, .network, .proxy, .cancelled: .unreachable
      case .tls: .tls
      case .timeout: .timeout
      case .upgrade: .handshakeRefused
      }
  }
}
