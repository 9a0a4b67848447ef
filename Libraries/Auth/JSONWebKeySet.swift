internal import TautBytes
internal import TautJSON

/// Keys as JSON (RFC 7517, 5): what an issuer publishes and rotates.
public struct JSONWebKeySet: Sendable, Hashable {
  /// The most bytes of a set.
  public static let maximumLength = 1 << 20

  /// The most keys of a set.
  public static let maximumCount = 256

  /// A key that is left out, and why.
  public struct Skipped: Sendable, Hashable {
    /// Its place in the set, from 0.
    public let position: Int
    /// What is wrong with it.
    public let error: JSONWebKeyError
  }

  /// The keys that can be used.
  public private(set) var keys: [JSONWebKey] = []

  /// The keys that cannot.
  ///
  /// RFC 7517, 5: a set may have keys of kinds that are not understood, and they are left out. Tell somebody: a key that
  /// is left out for a slip of the pen refuses all of its tokens.
  public private(set) var skipped: [Skipped] = []

  /// Reads a set, or one key alone.
  public init(parsing text: [UInt8]) throws(JSONWebKeyError) {
    guard text.count <= Self.maximumLength else { throw .tooLong(length: text.count, limit: Self.maximumLength) }
    let value = try Self.parse(text)
    guard value["kty"] == nil else {
      keys = [try JSONWebKey(value)]
      return
    }
    guard let elements = value["keys"]?.array else { throw .notASet }
    guard elements.count <= Self.maximumCount else {
      throw .tooManyKeys(count: elements.count, limit: Self.maximumCount)
    }
    for (position, element) in elements.enumerated() {
      do throws(JSONWebKeyError) {
        keys.append(try JSONWebKey(element))
      } catch {
        skipped.append(Skipped(position: position, error: error))
      }
    }
  }

  private static func parse(_ text: [UInt8]) throws(JSONWebKeyError) -> JSONValue {
    do throws(JSONError) {
      return try JSONValue(parsing: text)
    } catch {
      throw .json(error.description)
    }
  }
}
