/// A property of a command that an option or operand sets.
public typealias Property<Owner, Value> = any WritableKeyPath<Owner, Value> & Sendable

/// One option: how it is written, what it takes, where its value goes and what it is for.
///
/// Options are declared with `value`, `flag`, `repeated` and `list`, and refined with
/// ``variable(_:)``, ``secret()``, ``withoutFlag()`` and ``onlyAsFlag()``.
public struct Option<Owner: Sendable>: Sendable {
  /// Where an option can be given.
  public enum Places: Sendable, Hashable {
    /// On the command line, in the environment, in a file.
    case all
    /// Not on the command line, where every process of the machine can read it.
    case exceptFlag
    /// On the command line, and by its variable; it says nothing about the program's work that a file could keep.
    case exceptFile
  }

  /// The long name, without its dashes; the key in a file.
  public var name: String
  /// The letter that stands for the long name after a single dash.
  public var alias: Character?
  /// What the option takes; nil for a flag.
  public var value: OptionValue?
  /// What it is for, in a phrase.
  public var summary: String
  /// The environment variables that set it too; the first that is set wins.
  public var variables: [OptionVariable<Owner>] = []
  /// Where it can be given.
  public var places = Places.all
  /// What may be shown of a value; nil shows it whole.
  public var mask: (@Sendable (String) -> String)?
  /// Puts the value into the command, or refuses it with false.
  public var apply: @Sendable (inout Owner, String) -> Bool
  /// Puts the default back.
  public var reset: @Sendable (inout Owner) -> Void
  /// The present value as somebody would write it, or nil where there is none.
  public var show: @Sendable (Owner) -> String?

  /// Makes an option from its parts.
  public init(
    name: String, alias: Character? = nil, value: OptionValue?, summary: String,
    apply: @escaping @Sendable (inout Owner, String) -> Bool,
    reset: @escaping @Sendable (inout Owner) -> Void,
    show: @escaping @Sendable (Owner) -> String?
  ) {
    self.name = name
    self.alias = alias
    self.value = value
    self.summary = summary
    self.apply = apply
    self.reset = reset
    self.show = show
  }
}

extension Option {
  /// The option, set by an environment variable too, whose value is written like the option's.
  ///
  /// A flag's variable is `true`, `1`, `yes` or `on`, or `false`, `0`, `no` or `off`. A variable that is empty counts as
  /// not set.
  public func variable(_ name: String) -> Self {
    var option = self
    let allowed = value?.allowed ?? Switch.allowed
    option.variables.append(
      OptionVariable(name: name, allowed: allowed, apply: value == nil ? switching : apply))
    return option
  }

  /// The option, set by an environment variable too, whose value has a form of its own.
  public func variable<Value>(_ name: String, _ form: ValueForm<Value>, _ property: Property<Owner, Value>) -> Self {
    var option = self
    option.variables.append(
      OptionVariable(name: name, allowed: form.allowed, form: form.name) { owner, text in
        guard let value = form.read(text) else { return false }
        owner[keyPath: property] = value
        return true
      })
    return option
  }

  /// The option, set by an environment variable too, whose value has a form of its own, and which has no default.
  public func variable<Value>(_ name: String, _ form: ValueForm<Value>, _ property: Property<Owner, Value?>) -> Self {
    var option = self
    option.variables.append(
      OptionVariable(name: name, allowed: form.allowed, form: form.name) { owner, text in
        guard let value = form.read(text) else { return false }
        owner[keyPath: property] = value
        return true
      })
    return option
  }

  /// The option, of which `describe` says what is in effect where nobody gives a value.
  public func showing(_ describe: @escaping @Sendable (Owner) -> String) -> Self {
    var option = self
    option.show = { [show] owner in show(owner) ?? describe(owner) }
    return option
  }

  /// The option, of whose value nothing is ever shown.
  public func secret() -> Self {
    masked { _ in Self.hidden }
  }

  /// The option, of whose value only what `mask` leaves is shown.
  public func masked(_ mask: @escaping @Sendable (String) -> String) -> Self {
    var option = self
    option.mask = mask
    return option
  }

  /// The option, which cannot be given on the command line, where every process of the machine can read it.
  public func withoutFlag() -> Self {
    var option = self
    option.places = .exceptFlag
    return option
  }

  /// The option, which is no setting that a file could hold.
  public func onlyAsFlag() -> Self {
    var option = self
    option.places = .exceptFile
    return option
  }

  /// What stands where a secret would.
  static var hidden: String { "********" }

  /// Sets a flag from a word, as variables and files do.
  var switching: @Sendable (inout Owner, String) -> Bool {
    { [apply, reset] owner, text in
      guard let isOn = Switch.read(text) else { return false }
      guard isOn else {
        reset(&owner)
        return true
      }
      return apply(&owner, text)
    }
  }
}

/// The words for on and off.
enum Switch {
  static let allowed = "true or false"

  static func read(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "1", "true", "yes", "on": true
    case "0", "false", "no", "off": false
    default: nil
    }
  }
}
