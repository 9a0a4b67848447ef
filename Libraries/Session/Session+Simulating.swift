import TautEnvelope
import TautJSON
import TautRooms

extension Session {
  /// Handles a message that a simulation made in place of a server: an envelope of the v2 dialect, its room in `meta.room`.
  ///
  /// It goes to the subscriptions of the room whose filters let it pass, and to whoever hears everything, with and without a
  /// link. The rooms' positions stay what the server said last, so that nothing is missed when there is one again. Slices in
  /// the output are of `bytes`.
  public mutating func receiveSimulated(_ bytes: RawSpan, into output: inout SessionOutput) {
    guard let view = try? Dialect.v2.decode(bytes) else { return }
    var message = SessionMessage(type: view.type, payload: view.payload, message: view.message)
    message.id = view.meta?.member("id", in: bytes)
    message.room = view.meta?.member("room", in: bytes)
    let start = output.subscriptions.count
    if let name = message.room, let index = rooms.find(name, in: bytes) {
      let payload = bytes.extracting(message.payload.range)
      for handle in rooms[index].handles.indices where rooms[index].handles[handle].matcher.matches(payload) {
        output.subscriptions.append(rooms[index].handles[handle].id)
      }
    }
    message.subscriptions = start..<output.subscriptions.count
    output.actions.append(.deliver(message))
  }
}
