internal import TautClient
internal import TautBytes
internal import TautJSON

/// Events in the words of a person.
struct EventText: Sendable {
  /// The colours.
  var style: TextStyle
  /// The width of the terminal.
  var columns: Int

  /// The text of `event`, in one row or several.
  func text(_ event: ShownEvent) -> String {
    switch event {
    case .opened(let peer, let subprotocol, let extensions):
      note("connected to \(peer.shown)\(Self.agreed(subprotocol, extensions))")
    case .received(.text(let text)): message(text)
    case .received(.binary(let bytes)):
      style.paint("< binary, \(bytes.count) bytes", .incoming) + (bytes.isEmpty ? "" : "\n" + HexDump.text(bytes))
    case .ping(let payload): note("ping\(Self.quoted(payload))")
    case .pong(let payload, let time):
      note("pong\(Self.quoted(payload))" + (time.map { " after \(Self.text($0))" } ?? ""))
    case .closed(let code, let reason):
      style.paint(
        "closed with \(code) (\(CloseMeaning.phrase(code)))\(Self.quoted(Array(reason.utf8)))",
        ExitCode(closeCode: code) == .success ? .note : .warning)
    }
  }

  /// A sentence of the program's own.
  func note(_ text: String) -> String {
    style.paint(text, .note)
  }

  /// A time as a person reads it: three digits and a unit.
  static func text(_ time: Duration) -> String {
    let microseconds = time / .microseconds(1)
    switch microseconds {
    case ..<1000: return "\(Int(microseconds)) µs"
    case ..<1_000_000: return "\(rounded(microseconds / 1000)) ms"
    default: return "\(rounded(microseconds / 1_000_000)) s"
    }
  }

  private static func rounded(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return value < 100 && tenths != tenths.rounded() ? "\(tenths)" : "\(Int(value.rounded()))"
  }

  private func message(_ text: String) -> String {
    let mark = style.paint("<", .incoming)
    guard Self.isStructured(text) else { return "\(mark) \(text.shownLines)" }
    return "\(mark) \(JSONLayout(columns: columns - 2, style: style).text(text))"
  }

  private static func isStructured(_ text: String) -> Bool {
    text.withBytes { bytes in
      guard let slice = try? JSONScanner().scan(bytes) else { return false }
      return slice.kind == .object || slice.kind == .array
    }
  }

  private static func agreed(_ subprotocol: String?, _ extensions: String) -> String {
    let parts = [subprotocol.map { "subprotocol \($0)" }, extensions.isEmpty ? nil : extensions].compactMap(\.self)
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ").shown))"
  }

  private static func quoted(_ bytes: [UInt8]) -> String {
    bytes.isEmpty ? "" : " '\(String(decoding: bytes, as: UTF8.self).shown)'"
  }
}
