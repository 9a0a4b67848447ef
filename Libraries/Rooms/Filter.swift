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
/// | `"odds": {"gt": 1.5, "lte": 3}` | `odds` is a number in this range; `gte` and `lt` as well |
/// | `"sport": {"eq": "MLB"}`, `{"in": ["MLB", "NBA"]}` | the same as the short forms |
/// | `"type": {"prefix": "over_"}` | `type` is a text that begins so, byte for byte |
/// | `"player": {"exists": true}` | `player` is there and not null; with `false`, it is not |
/// | `"and": [{…}, {…}]`, `"or": [{…}, {…}]` | all of these filters match; one of them does |
/// | `"not": {…}` | this filter does not match, perhaps because a field is missing |
///
/// Texts are compared exactly (as Swift compares strings), numbers by value (`1` is `1.0`), and a text is never a
/// number. A field that is missing does not match. Where the payload has an array, one of its elements must match,
/// and meet all bounds that one object of the filter sets. All members of an object must be met; of a name that stands
/// twice the last one counts. A plural key names its singular in every form but `min_` and `max_`.
///
/// A filter is kept as a list of alternatives, one of which must be met. Filters with the same conditions are equal,
/// however they are spelled.
public struct Filter: Sendable, Hashable {
  /// The ways to pass, sorted, each once; none where nothing passes.
  let alternatives: [FilterAlternative]

  /// The filter that everything matches.
  public init() {
    alternatives = [FilterAlternative()]
  }

  init(conditions: [FilterCondition]) {
    alternatives = FilterAlternative(conditions).map { [$0] } ?? []
  }

  /// Whether everything matches.
  public var isEmpty: Bool { alternatives == [FilterAlternative()] }

  /// How many values and bounds the filter holds: what it costs to keep.
  public var weight: Int { alternatives.reduce(0) { $0 + $1.weight } }

  /// How many places of an index the filter takes: its values, or the ways of its lists beside each other where these are
  /// more.
  public var cost: Int { isEmpty ? 0 : max(weight, alternatives.reduce(0) { $0 + $1.ways }) }

  /// Whether the filter is checked for every publication, because a part of it only says what must not be.
  ///
  /// That is so with `{"not": {"sport": "MLB"}}`, and not with `{"not": {"sport": "MLB"}, "live": true}`, which is only
  /// checked for publications that are live.
  public var isUnindexed: Bool { alternatives.contains(where: \.isUnindexed) }

  /// Reads the filters of a subscription.
  ///
  /// - Parameters:
  ///   - filters: An object out of a text that was scanned.
  ///   - bytes: That text.
  ///   - limits: How large the filters may be.
  /// - Throws: What makes the filters unusable.
  public init(_ filters: JSONSlice, in bytes: RawSpan, limits: FilterLimits = FilterLimits()) throws(FilterError) {
    var parser = FilterParser(limits: limits)
    var steps = 0
    alternatives = try parser.expression(filters, in: bytes).alternatives(limits: limits, steps: &steps)
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
