internal import TautEventLoop
internal import TautFraming
internal import TautHandshake
internal import TautTLS
internal import TautWebSocket

/// The server that is put under load: everything that is looked up or read once, before the first connection.
struct BenchTarget: Sendable {
  /// The upgrade that every connection asks for.
  let request: ClientUpgradeRequest
  /// The server's addresses.
  let addresses: [SocketAddress]
  /// Whom to believe, or nil for plain TCP.
  let tls: TLSContext?
  /// The time that one connection may take to open.
  let openTimeout: Duration

  /// Looks up the server of `command`.
  init(_ command: BenchCommand) throws(ConnectError) {
    let settings = command.connection
    request = try Self.request(command.target, settings)
    addresses = try Self.resolve(request.url)
    tls = try request.url.isSecure ? Self.context(settings) : nil
    openTimeout = settings.openTimeout
  }

  private static func request(
    _ url: String, _ settings: ConnectionSettings
  ) throws(ConnectError) -> ClientUpgradeRequest {
    do throws(WebSocketURLError) {
      var request = ClientUpgradeRequest(try WebSocketURL(url))
      request.subprotocols = settings.subprotocols
      request.origin = settings.origin
      request.fields = settings.headers.map { HeadField(name: $0.name, value: $0.value) }
      if let token = settings.token {
        request.fields.append(HeadField(name: "Authorization", value: "Bearer \(token)"))
      }
      if settings.compresses { request.deflate = DeflateConfiguration() }
      return request
    } catch {
      throw .url(error.description)
    }
  }

  private static func resolve(_ url: WebSocketURL) throws(ConnectError) -> [SocketAddress] {
    do throws(ResolutionError) {
      return try SocketAddress.resolve(host: url.host, port: UInt16(url.port))
    } catch {
      throw .resolution(error.description)
    }
  }

  private static func context(_ settings: ConnectionSettings) throws(ConnectError) -> TLSContext {
    let trust: TLSTrust = settings.isInsecure ? .none : settings.certificateAuthority.map { .file($0) } ?? .system
    do throws(TLSFileError) {
      return try TLSContext.client(trust: trust, certificateFile: settings.certificate, keyFile: settings.key)
    } catch {
      throw .options(error.description)
    }
  }
}
