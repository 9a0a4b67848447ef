import TautRooms

extension RoomName {
  static var mlb: RoomName { name("mlb") }

  static func name(_ text: String) -> RoomName {
    guard let name = try? RoomName(text) else { preconditionFailure("no room name: \(text)") }
    return name
  }
}
