import TautBytes
public import TautEnvelope
import TautJSON
public import TautRooms

extension Publication {
  /// The whole message as it goes to subscribers of a dialect.
  ///
  /// It is encoded when it is first asked for, and once for all loops, histories and replays.
  @inlinable
  public func message(as dialect: Dialect) -> [UInt8] {
    dialect == .v2 ? message : foreignMessage(as: dialect)
  }

  @usableFromInline
  func foreignMessage(as dialect: Dialect) -> [UInt8] {
    form(Int(dialect.rawValue) - 1) { encoded(as: dialect) }
  }

  private func encoded(as dialect: Dialect) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(message.count)
    message.withBytes { bytes in
      dialect.encode(
        MessageType(type), at: timestamp, correlationId: nil, meta: foreignMeta(in: bytes), into: &result
      ) { $0.raw(bytes.extracting(payload)) }
    }
    return result
  }

  /// The meta data without what goes without saying in the other dialects: that the source is the server.
  private func foreignMeta(in bytes: RawSpan) -> EnvelopeMeta {
    // The message is one that this process has encoded.
    guard let view = try? V2Codec.decode(bytes), let slice = view.meta else { return EnvelopeMeta() }
    var meta = EnvelopeMeta(slice, in: bytes)
    if meta.source == .server { meta.source = nil }
    return meta
  }
}
