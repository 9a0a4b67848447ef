internal import TautBytes

/// The value of `Sec-WebSocket-Accept` that answers `key`: 28 bytes of Base64.
///
/// RFC 6455, 4.2.2: the key as it came, without the spaces around it, is followed by a fixed identifier and hashed with
/// SHA-1.
public func webSocketAccept(key: Span<UInt8>) -> [UInt8] {
  let identifier = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
  var text: [UInt8] = []
  text.reserveCapacity(key.count + identifier.utf8.count)
  for index in key.indices { text.append(key[index]) }
  text.append(contentsOf: identifier.utf8)
  return Base64.encode(HashFunction.sha1.digest(of: text.span).span)
}
