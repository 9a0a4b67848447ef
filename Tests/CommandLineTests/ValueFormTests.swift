import TautCommandLine
import Testing

@Suite struct ValueFormTests {
  @Test func `texts are any, something, a word, a path, or one of a few`() {
    #expect(ValueForm.text("T").read("") == "" && ValueForm.text("T").show("x") == "x")
    #expect(ValueForm.nonEmpty("T").read("") == nil && ValueForm.nonEmpty("T").show("x") == "x")
    #expect(ValueForm.token("T").read("a b") == nil && ValueForm.token("T").read("ab") == "ab")
    #expect(ValueForm.token("T").read("") == nil && ValueForm.token("T").show("x") == "x")
    #expect(ValueForm.path.read("") == nil && ValueForm.path.read("/a") == "/a" && ValueForm.path.show("x") == "x")
    #expect(ValueForm.path("P", "a directory").read("") == nil && ValueForm.path("P", "a directory").read(".") == ".")
    #expect(ValueForm.path("P", "a directory").show("x") == "x")
    #expect(ValueForm.choice("C", ["a", "b"]).read("c") == nil && ValueForm.choice("C", ["a"]).show("a") == "a")
  }

  @Test func `a url needs one of the schemes and something after it`() {
    let form = ValueForm.url("ws", "wss")
    #expect(form.read("WS://h") == "WS://h" && form.read("wss://h/p?q") == "wss://h/p?q" && form.show("x") == "x")
    #expect(form.read("ws://") == nil && form.read("http://h") == nil && form.read("h") == nil)
  }

  @Test func `whole numbers and ports stay in their range`() {
    let form = ValueForm.integer("N", 1...3)
    #expect(form.read("3") == 3 && form.read("4") == nil && form.read("") == nil && form.read("1.0") == nil)
    #expect(form.show(2) == "2" && ValueForm.integer("N", 1...Int.max).allowed == "a whole number, at least 1")
    #expect(ValueForm.port.read("65535") == 65535 && ValueForm.port.read("65536") == nil)
    #expect(ValueForm.port.show(80) == "80" && ValueForm.bytes.read("0") == nil)
  }

  @Test func `seconds are finite, positive and not beyond thirty years`() {
    let form = ValueForm<Duration>.seconds()
    #expect(form.read("2.5") == .seconds(2.5) && ValueForm<Duration>.seconds(allowsZero: true).read("0") == .zero)
    for text in ["0", "-1", "nan", "inf", "1e10", "", "x"] { #expect(form.read(text) == nil, "\(text)") }
    #expect(form.show(.seconds(10)) == "10" && form.show(.milliseconds(500)) == "0.5")
  }

  @Test func `milliseconds are whole`() {
    let form = ValueForm<Duration>.milliseconds(1...60_000)
    #expect(form.read("1500") == .milliseconds(1500) && form.show(.seconds(2)) == "2000")
    #expect(form.read("0") == nil && form.read("1.5") == nil)
  }
}
