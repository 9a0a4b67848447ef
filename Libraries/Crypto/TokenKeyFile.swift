public import TautAuth

/// The keys of one file: a key or a certificate in PEM form, one JSON Web Key, or a set of them.
public struct TokenKeyFile: Sendable {
  /// One key of the file.
  public struct Entry: Sendable {
    /// What tokens name it by.
    public let id: String?
    /// The one algorithm that it is for; nil where its kind decides.
    public let algorithm: SignatureAlgorithm?
    /// The key.
    public let key: any TokenSigner

    /// An entry that is no part of a file, such as a secret alone.
    public init(_ key: any TokenSigner, id: String? = nil, algorithm: SignatureAlgorithm? = nil) {
      self.key = key
      self.id = id
      self.algorithm = algorithm
    }
  }

  /// The keys that can be used; at least one.
  public private(set) var entries: [Entry] = []

  /// What an operator should hear: keys that are left out and why, and keys that are weak.
  public private(set) var warnings: [String] = []

  /// Reads the file at `path`.
  public init(path: String) throws(TokenKeyFileError) {
    try self.init(parsing: try readFile(path, limit: JSONWebKeySet.maximumLength), path: path)
  }

  /// Reads what stands in the file at `path`.
  init(parsing bytes: [UInt8], path: String) throws(TokenKeyFileError) {
    let isJSON = bytes.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
    if isJSON { try readJSON(bytes, path) } else { try readPEM(bytes, path) }
  }

  /// The keys to check tokens with.
  public var tokenKeys: [TokenKey] {
    entries.map { TokenKey($0.key, id: $0.id, only: $0.algorithm) }
  }

  private mutating func readPEM(_ bytes: [UInt8], _ path: String) throws(TokenKeyFileError) {
    do throws(KeyError) {
      entries = [Entry(try AsymmetricKey(pem: bytes))]
    } catch {
      throw .key(path: path, error)
    }
  }

  private mutating func readJSON(_ bytes: [UInt8], _ path: String) throws(TokenKeyFileError) {
    do throws(JSONWebKeyError) {
      let set = try JSONWebKeySet(parsing: bytes)
      for skipped in set.skipped { warnings.append("key \(skipped.position) of \(path) is left out: \(skipped.error)") }
      for key in set.keys { add(key, path) }
    } catch {
      throw .json(path: path, error)
    }
    guard !entries.isEmpty else { throw .noKey(path: path, reasons: warnings) }
  }

  private mutating func add(_ key: JSONWebKey, _ path: String) {
    do throws(KeyError) {
      let signer = try key.signer()
      if let warning = (signer as? SecretKey)?.warning { warnings.append("in \(path): \(warning)") }
      entries.append(Entry(signer, id: key.id, algorithm: key.algorithm))
    } catch {
      warnings.append("\(key.material) of \(path) is left out: \(error)")
    }
  }
}
