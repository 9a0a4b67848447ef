public import TautRooms

/// Who watches a simulated network, as it happens.
public protocol NetworkObserver: AnyObject {
  /// A client's application was told something.
  func network(_ network: SimulatedNetwork, told client: Int, _ event: ClientEvent)

  /// The server published something.
  func network(_ network: SimulatedNetwork, published publication: Publication)
}
