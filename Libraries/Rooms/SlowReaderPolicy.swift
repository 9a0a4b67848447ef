public import TautJSON

/// What happens to a subscription's publications when its reader is so slow that they no longer fit into its queue.
public enum SlowReaderPolicy: Sendable, Hashable {
  /// Close the connection: the client comes back and recovers from the history. The default.
  case disconnect
  /// Drop the subscription's oldest waiting publications, and tell how many.
  case dropOldest
  /// Keep only the latest publication for each value at a path of the payload, from the moment the reader is slow.
  ///
  /// The empty path keeps one for the whole subscription. A payload without a value there has the key of its own kind:
  /// the latest of those is kept as well.
  case latest(by: JSONPath)
}
