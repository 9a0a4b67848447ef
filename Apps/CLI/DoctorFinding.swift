internal import TautJSON

/// What one check of `tautline doctor` found.
struct DoctorFinding: Sendable, Hashable {
  /// How the check went.
  enum State: String, CaseIterable, Sendable {
    /// As it should be.
    case ok
    /// It works, and something about it will make trouble.
    case warning
    /// It does not work.
    case failed
    /// There is nothing to look at.
    case skipped
  }

  /// The check.
  var check: DoctorCheck
  /// How it went.
  var state: State
  /// What was seen, in one line.
  var seen: String
  /// What to do about it, the likeliest first.
  var advice: [String] = []
  /// How long it took.
  var time: Duration?

  /// The finding for a person: one line, and one for each piece of advice.
  func text(_ style: TextStyle) -> String {
    let took = time.map { " (\(EventText.text($0)))" } ?? ""
    let line = "\(style.paint(state.rawValue.padded(to: 8), role))\(check.rawValue.padded(to: 10))\(seen)\(took)\n"
    return line + advice.map { String(repeating: " ", count: 18) + "-> \($0)\n" }.joined()
  }

  /// Writes the finding as an object.
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("check", check.rawValue)
    json.member("state", state.rawValue)
    json.member("seen", seen)
    if let time { json.member("ms", (time / .microseconds(1)).rounded() / 1000) }
    json.name("advice")
    json.beginArray()
    for sentence in advice { json.string(sentence) }
    json.endArray()
    json.endObject()
  }

  private var role: TextStyle.Role {
    switch state {
    case .ok: .outgoing
    case .warning: .warning
    case .failed: .failure
    case .skipped: .note
    }
  }
}
