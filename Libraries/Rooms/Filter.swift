public import TautJSON

/// What a subscription wants of a room: all of its publications, or those whose payload meets every condition.
///
/// A filter is a JSON object. Each member is one condition on a field at the top of the payload:
///
/// | Member | The payload's field |
/// |---|---|
/// | `"sport": "MLB"` | `sport` is this text, number or boolean |
/// | `"sport": ["MLB", "NBA"]` | `sport` is one of these; none of an empty list |
/// | `"player_ids": ["1", "2"]` | `player_ids` where the payload has it, else `player_id`, is one of these |
/// | `"min_profit": 2` | `profit` is a number and at least 2 |
/// | `"max_profit": 5` | `profit` is a number and at most 5 |
/// | `"sport": null` | anything, as if the member were not there |
///
/// Texts are compared exactly (as Swift compares strings), numbers by value (`1` is `1.0`), and a text is never a
/// number. A field that is missing does not match. Where the payload has an array, one of its elements must match,
/// and meet both bounds where there are two.
/// Objects as values are refused; they are kept for a richer language.
///
/// Two filters that mean the same by these rules are equal, however they are spelled.
public struct Filter: Sendable, Hashable {
  /// The conditions, each field and kind once, sorted.
  let conditions: [FilterCondition]

  /// The filter that everything matches.
  public init() {
    conditions = []
  }

  init(conditions: [FilterCondition]) {
    self.conditions = conditions
  }

  /// Whether everything matches.
  public var isEmpty: Bool { conditions.isEmpty }

  /// How many values and bounds the filter holds: what it costs to keep.
  public var weight: Int {
    conditions.reduce(0) { sum, condition in
      if case .oneOf(let values) = condition.test { sum + values.count } else { sum + 1 }
    }
  }

  /// Reads the filters of a subscription.
  ///
  /// - Parameters:
  ///   - filters: An object out of a text that was scanned.
  ///   - bytes: That text.
  ///   - limits: How large the filters may be.
  /// - Throws: What makes the filters unusable.
  public init(_ filters: JSONSlice, in bytes: RawSpan, limits: FilterLimits = FilterLimits()) throws(FilterError) {
    var parser = FilterParser(limits: limits)
    try parser.parse(filters, in: bytes)
    conditions = parser.conditions
  }

  /// Whether the filter lets a payload pass, which is valid JSON.
  ///
  /// For one filter and one payload. A ``FilterMatcher`` is quicker for many payloads, and a ``SubscriptionIndex`` for many
  /// filters.
  public func matches(_ payload: RawSpan) -> Bool {
    var matcher = FilterMatcher(self)
    return matcher.matches(payload)
  }
}
