public import TautRooms

/// What hubs of one server tell each other; the server carries it, in order for each pair of loops, and looks at nothing.
public enum PeerMessage: Sendable {
  /// To every subscriber's loop: a publication of a room whose home the sender is.
  case publication(Publication)
  /// To the home of a room: somebody here wants to subscribe.
  indirect case join(PeerJoin)
  /// From the home: the answer to a join.
  indirect case joined(PeerJoinAnswer)
  /// To the home of a room: nobody here is subscribed any more.
  indirect case leave(RoomName)
  /// To the home of a room: the question with this ticket waits no longer.
  indirect case endPoll(RoomName, ticket: UInt64)
  /// To the home of a room: publish this.
  indirect case publish(PublishRequest, ReplyToken)
  /// From the home: a publish succeeded.
  indirect case published(ReplyToken, PublishReceipt)
  /// From the home: a publish failed.
  indirect case publishFailed(ReplyToken, PublishError)
  /// To the home of a room: so many connections of a member are here now.
  indirect case presence(RoomName, PresenceMember, connections: Int)
  /// To the home of a room: somebody here wants to hear who comes and goes, or nobody any more.
  indirect case watchPresence(RoomName, Bool)
  /// From the home: who came and went, and how many are there now.
  indirect case presenceChanged(RoomName, PresenceChanges, count: Int)
  /// From a home to all: a publish created this room.
  indirect case created(RoomName)
}
