public import TautJSON

/// What happens when the server changes an item that the client has changed as well.
public enum ConflictPolicy: Sendable {
  /// The client's change is taken back (S0's default).
  case serverWins
  /// The client's change stays.
  case clientWins
  /// The later of the two changes stays, by their times of modification; the server's when they are equal.
  case newest
  /// The client's change stays as long as the item has the version that it was made on.
  case version
  /// Both become one; nil takes the client's change back.
  case merge(@Sendable (_ server: StateUpdate, _ client: Mutation) -> JSONValue?)

  /// The name in a configuration: `server_wins`, `client_wins`, `newest`, `version`, `merge`.
  public var name: String {
    switch self {
    case .serverWins: "server_wins"
    case .clientWins: "client_wins"
    case .newest: "newest"
    case .version: "version"
    case .merge: "merge"
    }
  }

  /// The policy with this name; nil for `merge`, which needs a function, and for names that are none.
  public init?(name: String) {
    switch name {
    case "server_wins": self = .serverWins
    case "client_wins": self = .clientWins
    case "newest": self = .newest
    case "version": self = .version
    default: return nil
    }
  }

  enum Verdict {
    case keep
    case takeBack
    case replace(JSONValue)
  }

  func judge(_ server: StateUpdate, _ client: Mutation) -> Verdict {
    switch self {
    case .serverWins: .takeBack
    case .clientWins: .keep
    case .newest: client.modified > server.modified ? .keep : .takeBack
    case .version: client.baseVersion >= server.version ? .keep : .takeBack
    case .merge(let body): body(server, client).map(Verdict.replace) ?? .takeBack
    }
  }
}
