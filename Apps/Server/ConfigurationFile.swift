import FoundationEssentials
import TautCommandLine

/// The file that `--config` names.
enum ConfigurationFile {
  /// The largest file that is read, in bytes: a configuration is small, and a wrong path may name anything.
  static let limit = 1 << 20

  /// Reads and parses the file.
  static func read(_ path: String, _ contents: (String) throws -> [UInt8]) throws(UsageError) -> SettingsFile {
    let bytes: [UInt8]
    do {
      bytes = try contents(path)
    } catch {
      throw .badFile(path, reason: "\(error)")
    }
    return try SettingsFile(path: path, bytes: bytes)
  }

  /// The bytes of the file.
  static func contents(_ path: String) throws -> [UInt8] {
    let attributes: [FileAttributeKey: Any]
    do {
      attributes = try FileManager.default.attributesOfItem(atPath: path)
    } catch {
      throw Unreadable(reason: "it cannot be found or read")
    }
    guard isSmall(attributes[.size]) else {
      throw Unreadable(reason: "it has more than \(limit) bytes")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Unreadable(reason: "it cannot be read: is it a file, and may this user read it?")
    }
    return Array(data)
  }

  /// What kind of number the size is depends on the Foundation: an integer of some width, or an object.
  private static func isSmall(_ size: Any?) -> Bool {
    let size = size as? Int ?? (size as? any BinaryInteger).map { Int(clamping: $0) }
    return size.map { $0 <= limit } ?? false
  }

  private struct Unreadable: Error, CustomStringConvertible {
    var reason: String
    var description: String { reason }
  }
}
