import TautBytes
import TautJSON
import TautRooms
import Testing

/// Shorthands of this module's tests.
extension Filter {
  /// Reads a filter that is expected to be one.
  init(json text: String, limits: FilterLimits = FilterLimits()) throws {
    self = try text.withBytes { bytes throws -> Filter in
      try Filter(try JSONScanner().scan(bytes), in: bytes, limits: limits)
    }
  }

  func matches(_ payload: String) -> Bool {
    payload.withBytes { matches($0) }
  }
}

extension Publication {
  /// A publication whose message is `payload` and nothing else.
  static func sample(
    _ offset: UInt64, _ payload: String = "{}", room: String = "mlb", epoch: UInt64 = 1, id: String? = nil
  ) throws -> Publication {
    Publication(
      room: try RoomName(room), epoch: Epoch(rawValue: epoch), offset: offset, id: id, type: "odds_update",
      timestamp: 0,
      message: Array(payload.utf8), payload: 0..<payload.utf8.count)
  }
}

/// The offsets of groups of publications.
func offsets(_ groups: [[Publication]]) -> [[UInt64]] {
  groups.map { $0.map(\.offset) }
}
