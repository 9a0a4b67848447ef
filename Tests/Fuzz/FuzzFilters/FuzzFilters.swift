import TautBytes
import TautJSON
import TautRooms

// Filters and a payload, one per line, the payload last. What the index finds, what each filter says alone and what a
// naive reading of the rules says must be the same, also after some filters were removed again. An input that begins
// with # is turned into such lines; one that begins with * is lines of patterns and names of rooms, and with + turned into
// these.

/// Called by libFuzzer with one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFilters(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // libFuzzer lends the bytes for the call.
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  guard let mode = input.first else { return 0 }
  var source = InputGenerator(input.dropFirst())
  switch mode {
  case UInt8(ascii: "#"): check(source.lines())
  case UInt8(ascii: "+"): Patterns.check(source.places())
  case UInt8(ascii: "*"): Patterns.check(lines(of: input.dropFirst()))
  default: check(lines(of: input[...]))
  }
  return 0
}

private func lines(of input: ArraySlice<UInt8>) -> [[UInt8]] {
  input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
}

private func check(_ lines: [[UInt8]]) {
  guard let payload = lines.last else { return }
  var index = SubscriptionIndex()
  var inserted: [(filter: Filter, line: [UInt8], token: SubscriptionIndex.Token)] = []
  for line in lines.dropLast() {
    guard let filter = parse(line) else { continue }
    let subscriber = Subscriber(connection: 1, subscription: UInt32(inserted.count))
    inserted.append((filter, line, index.insert(subscriber, filter: filter)))
  }
  compare(&index, inserted.indices.map { ($0, inserted[$0].filter, inserted[$0].line) }, payload)
  for entry in inserted.indices where entry % 3 == 1 { index.remove(inserted[entry].token) }
  let kept = inserted.indices.filter { $0 % 3 != 1 }
  let different = Set(kept.map { inserted[$0].filter })
  require(index.filterCount == different.count, "the index keeps equal filters more than once")
  require(index.unindexedCount == different.count(where: \.isUnindexed), "the index miscounts what it cannot search")
  compare(&index, kept.map { ($0, inserted[$0].filter, inserted[$0].line) }, payload)
  for entry in kept { index.remove(inserted[entry].token) }
  require(index.count == 0 && index.filterCount == 0 && index.unindexedCount == 0, "something is left in the index")
}

/// Reads one filter, and compares with the oracle what is one.
private func parse(_ line: [UInt8]) -> Filter? {
  line.withBytes { bytes -> Filter? in
    guard let root = try? JSONScanner().scan(bytes) else { return nil }
    do throws(FilterError) {
      let filter = try Filter(root, in: bytes)
      require(Oracle.accepts(root, in: bytes), "the oracle knows no such filter")
      return filter
    } catch {
      switch error {
      case .tooManyConditions, .tooManyAlternatives, .tooHeavy, .tooComplex: break
      default: require(!Oracle.accepts(root, in: bytes), "the oracle knows this filter: \(error)")
      }
      return nil
    }
  }
}

private func compare(
  _ index: inout SubscriptionIndex, _ filters: [(number: Int, filter: Filter, line: [UInt8])], _ payload: [UInt8]
) {
  payload.withBytes { bytes in
    index.match(bytes)
    guard let root = try? JSONScanner().scan(bytes) else { return }
    let found = index.matches.flatMap { index.subscribers(of: $0) }.map { Int($0.subscription) }.sorted()
    let alone = filters.filter { $0.filter.matches(bytes) }.map(\.number)
    let expected = filters.filter { Oracle.passes($0.line, root, in: bytes) }.map(\.number)
    let input = filters.map { String(decoding: $0.line, as: UTF8.self) } + [String(decoding: bytes)]
    require(found == expected, "the index finds \(found) and the oracle \(expected) in \(input)")
    require(alone == expected, "the filters alone find \(alone) and the oracle \(expected) in \(input)")
  }
}

/// A precondition that says what is wrong in a release build too.
func require(_ condition: Bool, _ text: @autoclosure () -> String) {
  guard condition else { fatalError(text()) }
}
