/// What a publish waits for.
public enum HubStorage: Sendable, Hashable {
  /// Nothing: publications live in memory.
  case memory
  /// That it is stored: before that nobody sees it and nobody is told that it succeeded.
  case durable
  /// Nothing can be stored, for this reason: a publish fails, unless it is one that nobody misses.
  case unusable(reason: String)
}
