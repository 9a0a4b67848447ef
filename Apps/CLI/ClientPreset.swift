internal import TautBackoff
import TautCommandLine
internal import TautSession

/// The behaviour of one of the known clients: how messages are spelled, when it comes back.
enum ClientPreset: String, Sendable, CaseIterable {
  case v2, rooms, structured, event, user, immediate, aggressive

  /// The session of a client to `url`.
  func configuration(url: String) -> SessionConfiguration {
    switch self {
    case .v2: .v2(url: url)
    case .rooms: .rooms(url: url)
    case .structured: .structured(url: url)
    case .event: .event(url: url)
    case .user: .user(url: url)
    case .immediate, .aggressive: SessionConfiguration(url: url).with(backoff)
    }
  }

  /// When it comes back.
  var backoff: BackoffPolicy {
    switch self {
    case .v2: .v2
    case .rooms: .rooms
    case .structured: .structured
    case .event: .event
    case .user: .user
    case .immediate: .immediate
    case .aggressive: .aggressive
    }
  }
}

extension SessionConfiguration {
  fileprivate func with(_ backoff: BackoffPolicy) -> SessionConfiguration {
    var configuration = self
    configuration.backoff = backoff
    return configuration
  }
}

extension ValueForm where Value == ClientPreset {
  /// The name of a preset.
  static let preset = ValueForm(
    name: "NAME", allowed: "one of \(ClientPreset.allCases.map(\.rawValue).joined(separator: ", "))",
    read: { ClientPreset(rawValue: $0) }, show: \.rawValue)
}
