import TautCommandLine
import TautSession
import Testing

@testable import tautline

@Suite struct ValueFormTests {
  @Test func `a header is a token, a colon and a value without control characters`() {
    #expect(HeaderOption("X-A:  b c ") == HeaderOption(name: "X-A", value: "b c"))
    #expect(HeaderOption("A:") == HeaderOption(name: "A", value: ""))
    #expect(HeaderOption("A:b:c") == HeaderOption(name: "A", value: "b:c"))
    #expect(HeaderOption("A:é")?.value == "é")
    for text in ["", "A", ":b", "A b:c", "A:b\r\nC:d", "A:b\nc", "A:\u{0}", "Ä:b"] {
      #expect(HeaderOption(text) == nil, "\(text.debugDescription)")
    }
  }

  @Test func `a position ends in an offset after the last colon`() {
    let form = ValueForm<PositionOption>.position
    #expect(form.read("5f2a:17") == PositionOption(epoch: "5f2a", offset: 17))
    #expect(form.read("a:b:0") == PositionOption(epoch: "a:b", offset: 0))
    #expect(form.read("17") == nil && form.read(":1") == nil && form.read("a:") == nil && form.read("a:-1") == nil)
  }

  @Test func `a filter is split at its first equals sign`() {
    let form = ValueForm<FilterOption>.filter
    #expect(form.read("sport=MLB") == FilterOption(key: "sport", value: "MLB"))
    #expect(form.read("q=a=b") == FilterOption(key: "q", value: "a=b"))
    #expect(form.read("q=") == FilterOption(key: "q", value: ""))
    #expect(form.read("=a") == nil && form.read("a") == nil)
  }

  @Test func `an end is a number of messages or a time`() {
    let form = ValueForm<ExitAfter>.exitAfter
    #expect(form.read("3") == .messages(3) && form.read("0.5s") == .time(.seconds(0.5)))
    #expect(form.read("0") == nil && form.read("s") == nil && form.read("0s") == nil && form.read("1m") == nil)
    #expect(form.show(.messages(3)) == "3" && form.show(.time(.seconds(5))) == "5s")
  }

  @Test func `a batch is a number of messages, and a time where one is wanted`() {
    let form = ValueForm<Delivery.Batch>.batch
    #expect(form.read("10") == Delivery.Batch(size: 10))
    #expect(form.read("10:0.5") == Delivery.Batch(size: 10, age: .milliseconds(500)))
    for text in ["", "1", "x", "10:", "10:0", "10:x", ":1"] { #expect(form.read(text) == nil, "\(text)") }
    #expect(form.show(Delivery.Batch(size: 10)) == "10:0.1")
  }

  @Test func `what is delivered how is said by options of their own`() throws {
    let arguments = "mlb --throttle 1.5 --conflate player.id --deduplicate --batch 5 --slow-reader drop_oldest"
    let command = try SubCommand.syntax.parse(arguments.split(separator: " ").map { String($0) })
    var delivery = Delivery()
    delivery.throttle = .milliseconds(1_500)
    delivery.conflate = "player.id"
    delivery.deduplicate = .publicationID
    delivery.batch = Delivery.Batch(size: 5)
    delivery.slowReaderPolicy = .dropOldest
    #expect(command?.delivery == delivery)
    let path = try SubCommand.syntax.parse(["mlb", "--deduplicate-by", "game.id"])
    #expect(path?.delivery.deduplicate == .path("game.id"))
    let plain = try SubCommand.syntax.parse(["mlb"])
    #expect(plain?.delivery == Delivery())
    #expect(ValueForm<Delivery.Deduplication>.deduplication.show(.path("a")) == "a")
    #expect(ValueForm<Delivery.SlowReaderPolicy>.slowReaderPolicy.read("never") == nil)
  }
}
