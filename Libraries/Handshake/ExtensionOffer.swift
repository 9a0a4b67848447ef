/// One element of `Sec-WebSocket-Extensions`: a name and its parameters (RFC 6455, 9.1).
public struct ExtensionOffer: Sendable, Hashable {
  /// A parameter; without `=` it has no value.
  public struct Parameter: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The value, without its quotes where it had some.
    public var value: String?

    /// A parameter of `name` and `value`.
    public init(_ name: String, _ value: String? = nil) {
      self.name = name
      self.value = value
    }
  }

  /// The name of the extension.
  public var name: String

  /// The parameters, in order.
  public var parameters: [Parameter]

  /// An offer of `name` with `parameters`.
  public init(_ name: String, _ parameters: [Parameter] = []) {
    self.name = name
    self.parameters = parameters
  }
}

extension ExtensionOffer: CustomStringConvertible {
  /// The offer as it stands in the field.
  public var description: String {
    parameters.reduce(name) { text, parameter in
      text + "; " + parameter.name + (parameter.value.map { "=" + $0 } ?? "")
    }
  }
}
