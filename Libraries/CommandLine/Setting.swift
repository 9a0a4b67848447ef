/// The value that is in effect for one option, as it may be shown.
public struct Setting: Sendable, Hashable {
  /// The name of the option.
  public var name: String
  /// The value with what is secret masked; nil where there is none.
  public var value: String?
  /// Who gave it.
  public var source: SettingSource

  /// Makes a setting from its parts.
  public init(name: String, value: String?, source: SettingSource) {
    self.name = name
    self.value = value
    self.source = source
  }
}

extension HelpTable.Row {
  /// The setting as a row: name and value on the left, the source on the right.
  public init(_ setting: Setting) {
    self.init(left: "\(setting.name) = \(setting.value ?? "none")", right: "(\(setting.source))")
  }
}
