import TautEnvelope
import TautHandshake
import TautSession
import TautSimulation
import TautTLS

/// What makes two configurations lead to the same connection: where it goes, and as whom.
struct ConnectionIdentity: Sendable, Hashable {
  private let url: String?
  private let isEnabled: Bool
  private let dialect: Dialect
  private let request: [String]
  private let headers: [HeadField]
  private let proxy: ProxyURL?
  private let trust: TLSTrust
  private let certificate: [String?]
  private let placement: ClientConfiguration.TokenPlacement
  private let memory: SessionMemory?
  private let fallback: SessionConfiguration.Fallback
  private let simulation: [String]
  private let places: [String?]
  /// Keeps configurations apart that cannot be compared.
  private let number: UInt64?

  /// Reads what counts out of a configuration; where closures cannot be compared `number` counts, which no other one has.
  init(_ configuration: ClientConfiguration, number: UInt64) {
    let (session, connection) = (configuration.session, configuration.connection)
    url = session.url
    isEnabled = session.isEnabled
    dialect = session.dialect
    fallback = session.fallback
    request = connection.subprotocols + [connection.origin ?? "", connection.bearerToken ?? ""]
    headers = connection.headers
    proxy = connection.proxy
    trust = connection.trust
    certificate = [connection.certificateFile, connection.keyFile]
    placement = configuration.tokenPlacement
    memory = configuration.memory
    simulation =
      configuration.simulation.map { ["\($0.isEnabled)", "\(configuration.simulationSeed)"] + $0.channels } ?? []
    places = [configuration.name, configuration.pollURL, configuration.memoryFile]
    self.number = configuration.name == nil && configuration.hasClosures ? number : nil
  }
}

extension ClientConfiguration {
  /// Whether there is something that nobody can compare.
  fileprivate var hasClosures: Bool {
    token != nil || poll != nil || connection.answer != nil || connection.observe != nil
      || simulation?.generators.isEmpty == false
  }
}
