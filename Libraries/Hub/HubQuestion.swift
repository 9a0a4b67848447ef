import TautRooms

/// What a hub does when the home of a room has answered.
enum HubQuestion: Sendable {
  /// Confirm this subscription.
  case subscribe(Int32)
  /// Answer this `get_props`.
  case props(PropsRequest)
}
