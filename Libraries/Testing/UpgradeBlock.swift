/// What a proxy that lets no WebSocket through does to an upgrade.
public enum UpgradeBlock: Sendable, Hashable {
  /// It answers with this HTTP status.
  case refuses(status: Int)
  /// It never answers.
  case swallows
}
