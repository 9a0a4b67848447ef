import TautEnvelope
import TautJSON

extension EnvelopeView {
  /// Where the correlation id stands; empty where the message has none.
  var idRange: Range<Int> { correlationId?.range ?? 0..<0 }
}
