import TautJSON

extension Delivery {
  /// The `options` of a subscription, as every dialect spells them; nil where there are none.
  var json: [UInt8]? {
    guard self != Delivery() else { return nil }
    var json = JSONWriter()
    json.beginObject()
    switch deduplicate {
    case nil: break
    case .publicationID: json.member("deduplicate", true)
    case .path(let path): json.member("deduplicate", path)
    }
    if let conflate { json.member("conflate", conflate) }
    if throttle > .zero { json.member("throttleMs", throttle.wholeMilliseconds) }
    if let batch {
      json.member("batchSize", batch.size)
      json.member("batchMs", batch.age.wholeMilliseconds)
    }
    if let slowReaderPolicy { json.member("policy", slowReaderPolicy.rawValue) }
    json.endObject()
    return json.bytes
  }
}

extension Duration {
  /// The milliseconds, a begun one as a whole.
  fileprivate var wholeMilliseconds: Int64 {
    milliseconds + (self > .milliseconds(milliseconds) ? 1 : 0)
  }
}
