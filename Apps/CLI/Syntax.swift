/// The command line of one command.
///
/// Parser and help read the same declarations, so what the help promises is what the parser does.
struct Syntax<Owner: Command>: Sendable {
  /// The command's name.
  var name: String
  /// What the command does, in a phrase.
  var summary: String
  /// The arguments known by their place, in order.
  var operands: [Operand<Owner>] = []
  /// The options.
  var options: [Option<Owner>] = []
  /// What else the help says, after the options.
  var notes: String = ""

  /// Reads the arguments after the command's name.
  ///
  /// - Returns: The command, or nil when help was asked for.
  func parse(_ arguments: [String]) throws(UsageError) -> Owner? {
    var reader = ArgumentReader(arguments)
    var owner = Owner()
    var remaining = operands[...]
    while let argument = reader.next() {
      switch argument {
      case .operand(let text):
        guard let operand = remaining.popFirst() else { throw .unexpectedOperand(text) }
        try apply(operand, text, to: &owner)
      case .long("help", value: nil), .short("h"): return nil
      case .long(let name, let value): try apply(option(named: name), value, &reader, to: &owner)
      case .short(let letter): try apply(option(aliased: letter), nil, &reader, to: &owner)
      }
    }
    if let missing = remaining.first, !missing.isOptional {
      throw .missingOperand(missing.name, allowed: missing.allowed)
    }
    try owner.validate()
    return owner
  }

  private func option(named name: String) throws(UsageError) -> Option<Owner> {
    guard let option = options.first(where: { $0.name == name }) else {
      let suggestion = Suggestion.closest(to: name, among: options.map(\.name) + ["help"])
      throw .unknownOption("--\(name)", suggestion: suggestion.map { "--\($0)" })
    }
    return option
  }

  private func option(aliased letter: Character) throws(UsageError) -> Option<Owner> {
    guard let option = options.first(where: { $0.alias == letter }) else {
      throw .unknownOption("-\(letter)", suggestion: nil)
    }
    return option
  }

  private func apply(_ operand: Operand<Owner>, _ text: String, to owner: inout Owner) throws(UsageError) {
    guard operand.apply(&owner, text) else {
      throw .badValue(option: operand.name, value: text, allowed: operand.allowed)
    }
  }

  private func apply(
    _ option: Option<Owner>, _ attached: String?, _ reader: inout ArgumentReader, to owner: inout Owner
  ) throws(UsageError) {
    let name = "--\(option.name)"
    guard let value = option.value else {
      if let attached { throw .unexpectedValue(option: name, value: attached) }
      _ = option.apply(&owner, "")
      return
    }
    guard let text = attached ?? reader.value() else { throw .missingValue(option: name, allowed: value.allowed) }
    guard option.apply(&owner, text) else { throw .badValue(option: name, value: text, allowed: value.allowed) }
  }
}
