public import TautHandshake

/// A server's answer to a request.
public struct HTTPAnswer: Sendable {
  /// The status.
  public var status: Status
  /// The fields of its head.
  public var fields: HeadFields
  /// The body, decoded.
  public var body: [UInt8]
}
