internal import TautBytes
internal import TautJSON

/// The members of a JSON Web Key: texts, and numbers in Base64 for addresses.
extension JSONObject {
  func text(_ name: String) throws(JSONWebKeyError) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.string else { throw .invalid(name) }
    return text
  }

  func bytes(_ name: String, count: Int? = nil) throws(JSONWebKeyError) -> [UInt8] {
    guard let bytes = try optionalBytes(name, count: count) else { throw .missing(name) }
    return bytes
  }

  /// RFC 7518, 6.2.1.2: coordinates have their full length, leading zeros included.
  func optionalBytes(_ name: String, count: Int? = nil) throws(JSONWebKeyError) -> [UInt8]? {
    guard let text = try text(name) else { return nil }
    guard let bytes = Base64.decode(Array(text.utf8).span, alphabet: .urlSafe), !bytes.isEmpty,
      count == nil || bytes.count == count
    else { throw .invalid(name) }
    return bytes
  }

  /// RFC 7518, 6.3.2: who has `d` has the others; keys of more than two primes are not read.
  func rsaPrivatePart() throws(JSONWebKeyError) -> RSAPrivatePart? {
    guard let exponent = try optionalBytes("d") else { return nil }
    guard self["oth"] == nil else { throw .unsupportedKind }
    var factors: [[UInt8]] = []
    for name in ["p", "q", "dp", "dq", "qi"] { factors.append(try bytes(name)) }
    return RSAPrivatePart(exponent: exponent, factors: factors)
  }
}
