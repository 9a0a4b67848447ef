import TautBytes
import TautDeflate
import TautHandshake

/// permessage-deflate on one connection (RFC 7692).
///
/// Without context takeover the connection owns nothing but this record: messages are compressed by the loop's shared
/// compressor and inflated by one from the loop's pool, which is held while a message is under way.
final class Compression {
  let incoming: DeflateAgreement.Direction
  let outgoing: DeflateAgreement.Direction
  private let resources: WebSocketResources
  private var inflater: Inflater?
  private var deflater: Deflater?

  init(_ agreement: DeflateAgreement, role: DeflateAgreement.Role, resources: WebSocketResources) {
    incoming = agreement.incoming(role)
    outgoing = agreement.outgoing(role)
    self.resources = resources
  }

  /// Inflates a part of a message and appends it to `output`, which never exceeds `limit` bytes.
  func inflate(_ part: RawSpan, isLast: Bool, limit: Int, into output: inout [UInt8]) throws(InflateError) {
    if inflater == nil { inflater = try makeInflater() }
    try inflater?.inflate(part, isLast: isLast, limit: limit, into: &output)
    if isLast && !incoming.takesOverContext, let used = inflater.take(), incoming.windowBits == 15 {
      resources.inflaters.put(used)
    }
  }

  private func makeInflater() throws(InflateError) -> Inflater {
    if !incoming.takesOverContext && incoming.windowBits == 15 { return try resources.inflaters.take() }
    return try Inflater(windowBits: incoming.windowBits, keepsContext: incoming.takesOverContext)
  }

  /// Compresses a message into the loop's scratch room.
  func compress(_ message: RawSpan) throws(DeflateError) {
    guard outgoing.takesOverContext else {
      return try resources.compress(message, windowBits: outgoing.windowBits)
    }
    if deflater == nil { deflater = try Deflater(windowBits: outgoing.windowBits, keepsContext: true) }
    resources.scratch.removeAll(keepingCapacity: true)
    deflater?.compress(message, into: &resources.scratch)
  }
}
