import TautHandshake
import TautHub
import TautJSON
import TautRooms
import TautWebSocket

extension HTTPResponse {
  /// `{"room", "epoch", "offset"}`: where a publication stands.
  static func receipt(_ receipt: PublishReceipt) -> HTTPResponse {
    json { writer in
      writer.member("room", receipt.room.text)
      writer.member("epoch", receipt.epoch.description)
      writer.member("offset", receipt.offset)
    }
  }

  /// An object of strings.
  static func fields(_ members: (String, String)...) -> HTTPResponse {
    json { writer in
      for (name, value) in members { writer.member(name, value) }
    }
  }

  /// What answers here, and where: `{"name", "version", "websockets", "http"}`.
  static var index: HTTPResponse {
    let routes = Route.all.sorted { $0.path < $1.path }
    return json { writer in
      writer.member("name", "tautline")
      writer.member("version", Tautline.version)
      writer.name("websockets")
      writer.beginArray()
      for (path, route) in routes where route.isSocket { writer.string(path) }
      writer.endArray()
      writer.name("http")
      writer.beginArray()
      for (path, route) in routes where !route.isSocket { writer.string("\(route.writes ? "POST" : "GET") \(path)") }
      writer.endArray()
    }
  }

  /// What the server looks like now, all loops together.
  static func status(_ reports: [LoopReport], of server: Server) -> HTTPResponse {
    let sum = LoopSum(reports)
    return json { writer in
      writer.member("status", "ok")
      writer.member("version", Tautline.version)
      writer.member("server_id", server.id)
      writer.member("uptime_seconds", server.uptime.components.seconds)
      writer.member("loops", reports.count)
      writer.member("connections", server.connectionCount)
      writer.member("subscriptions", sum.subscriptions)
      writer.member("rooms", sum.rooms)
      writer.member("messages_received", sum.hub.messagesIn)
      writer.member("messages_sent", sum.hub.messagesOut)
      writer.member("publications", sum.hub.publications)
      writer.member("stalled_connections", sum.stalled)
      writer.member("waiting_bytes", sum.waitingBytes)
      writer.name("store")
      writer.beginObject()
      writer.member("state", sum.storeTrouble != nil ? "failed" : server.store != nil ? "durable" : "memory")
      if let trouble = sum.storeTrouble { writer.member("error", trouble) }
      writer.endObject()
    }
  }

  /// The rooms with their subscribers and their position.
  static func rooms(_ reports: [LoopReport]) -> HTTPResponse {
    var rooms: [RoomName: RoomStatus] = [:]
    for room in reports.flatMap(\.rooms) {
      guard var known = rooms[room.name] else {
        rooms[room.name] = room
        continue
      }
      known.subscriptions += room.subscriptions
      known.position = known.position ?? room.position
      known.historyCount += room.historyCount
      known.historyBytes += room.historyBytes
      rooms[room.name] = known
    }
    return json { writer in
      writer.name("rooms")
      writer.beginArray()
      for (_, room) in rooms.sorted(by: { $0.key < $1.key }) { write(room, to: &writer) }
      writer.endArray()
    }
  }

  private static func write(_ room: RoomStatus, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("room", room.name.text)
    writer.member("subscriptions", room.subscriptions)
    if let position = room.position {
      writer.member("epoch", position.epoch.description)
      writer.member("offset", position.offset)
    }
    writer.member("history_count", room.historyCount)
    writer.member("history_bytes", room.historyBytes)
    writer.endObject()
  }

  static func json(_ body: (inout JSONWriter) -> Void) -> HTTPResponse {
    var writer = JSONWriter()
    writer.beginObject()
    body(&writer)
    writer.endObject()
    return HTTPResponse(
      .ok, body: writer.bytes + [UInt8(ascii: "\n")], fields: [HeadField(name: "Cache-Control", value: "no-store")])
  }
}
