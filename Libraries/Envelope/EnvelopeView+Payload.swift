public import TautJSON

extension EnvelopeView {
  /// Writes the content: of a flat message, an object of the members that are not parts of the envelope.
  public func writePayload(to json: inout JSONWriter, in bytes: RawSpan) {
    guard isFlat, let form = dialect.form else { return json.raw(payload, of: bytes) }
    var fields = JSONFields()
    fields.collect(message, for: form.shape, in: bytes)
    form.writeMembers(of: self, fields, in: bytes, to: &json)
  }
}
