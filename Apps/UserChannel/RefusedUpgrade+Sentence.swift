import TautHandshake
import TautWebSocket

extension RefusedUpgrade {
  /// What the server says about it, or its status where it says nothing.
  var sentence: String {
    explanation ?? "the server answered \(status.code) \(reason)"
  }
}
