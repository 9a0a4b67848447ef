/// An offer of permessage-deflate (RFC 7692, 7.1).
public struct DeflateOffer: Sendable, Hashable {
  /// What an offer says of the client's window.
  public enum ClientWindow: Sendable, Hashable {
    /// Nothing: the client's window is 15 bits, and the server may not shrink it.
    case fixed
    /// The server may shrink the window.
    case adjustable
    /// The client uses at most this many bits, and the server may shrink the window further.
    case atMost(Int)
  }

  /// The name of the extension.
  public static let name = "permessage-deflate"

  /// The windows that RFC 7692 has, in bits.
  public static let windowBits = 8...15

  /// Whether the server must forget its window after each message.
  public var serverNoContextTakeover = false

  /// Whether the client forgets its window after each message.
  public var clientNoContextTakeover = false

  /// The largest window of the server in bits, or nil for 15.
  public var serverMaxWindowBits: Int?

  /// What the offer says of the client's window.
  public var clientWindow = ClientWindow.fixed

  /// An offer without parameters.
  public init() {}

  /// Reads an offer; nil where it is of another extension, or has an unknown, invalid or repeated parameter.
  ///
  /// RFC 7692, 7.1: such an offer is declined, and the next one may still be good.
  public init?(_ offer: ExtensionOffer) {
    guard offer.name == Self.name else { return nil }
    for (position, parameter) in offer.parameters.enumerated() {
      guard !offer.parameters[..<position].contains(where: { $0.name == parameter.name }) else { return nil }
      guard read(parameter) else { return nil }
    }
  }

  private mutating func read(_ parameter: ExtensionOffer.Parameter) -> Bool {
    switch (parameter.name, parameter.value) {
    case ("server_no_context_takeover", nil): serverNoContextTakeover = true
    case ("client_no_context_takeover", nil): clientNoContextTakeover = true
    case ("client_max_window_bits", nil): clientWindow = .adjustable
    case ("client_max_window_bits", let value?):
      guard let bits = Self.bits(value) else { return false }
      clientWindow = .atMost(bits)
    case ("server_max_window_bits", let value?):
      guard let bits = Self.bits(value) else { return false }
      serverMaxWindowBits = bits
    default: return false
    }
    return true
  }

  /// A decimal number from 8 to 15 without leading zeros (RFC 7692, 7.1.2).
  static func bits(_ value: String) -> Int? {
    windowBits.first { String($0) == value }
  }
}

extension DeflateOffer: CustomStringConvertible {
  /// The offer as it stands in `Sec-WebSocket-Extensions`.
  public var description: String {
    var offer = ExtensionOffer(Self.name)
    if serverNoContextTakeover { offer.parameters.append(.init("server_no_context_takeover")) }
    if clientNoContextTakeover { offer.parameters.append(.init("client_no_context_takeover")) }
    if let bits = serverMaxWindowBits { offer.parameters.append(.init("server_max_window_bits", String(bits))) }
    switch clientWindow {
    case .fixed: break
    case .adjustable: offer.parameters.append(.init("client_max_window_bits"))
    case .atMost(let bits): offer.parameters.append(.init("client_max_window_bits", String(bits)))
    }
    return offer.description
  }
}
