extension SecretKey {
  /// The most bytes of a file that holds a secret.
  private static let fileLimit = 65_536

  /// The secret that stands in the file at `path`: all of its bytes but the line break at the end, which editors add.
  public init(path: String) throws(TokenKeyFileError) {
    var bytes = try readFile(path, limit: Self.fileLimit)
    if bytes.last == 0x0A { bytes.removeLast() }
    if bytes.last == 0x0D { bytes.removeLast() }
    do throws(KeyError) {
      try self.init(bytes)
    } catch {
      throw .key(path: path, error)
    }
  }
}
