extension String {
  /// Whether this is a token (RFC 9110, 5.6.2).
  var isToken: Bool { !isEmpty && utf8.allSatisfy { $0.isToken } }

  /// How an error text shows what a peer sent: on one line, and no more than its beginning.
  var shown: String {
    let limit = 80
    var text = ""
    for scalar in unicodeScalars.prefix(limit) {
      if scalar.value < 0x20 || scalar.value == 0x7f {
        text += scalar.escaped(asASCII: true)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return unicodeScalars.count > limit ? text + "…" : text
  }
}
