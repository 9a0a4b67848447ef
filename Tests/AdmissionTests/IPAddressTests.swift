import TautAdmission
import Testing

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
    ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:201", "192.0.2.1"),
    ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
    ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
  ])
  func `an address is read in any spelling and written in one`(text: String, written: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.description == written)
    #expect(IPAddress(written) == address)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "+1.2.3.4", "1.2.3.", "a.b.c.d", ":", ":::", "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7::8:9", "g::", "12345::", "::1%eth0", "[::1]", "1.2.3.4::", "+1::",
    ":1::",
    "1:2:3:4::5:6:7:8", "localhost",
  ])
  func `what is no address is none`(text: String) {
    #expect(IPAddress(text) == nil)
  }
}

@Suite struct IPNetworkTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.1.2.3", "10.1.2.3", true),
    ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "1.2.3.4", true), ("0.0.0.0/0", "::1", false),
    ("::/0", "1.2.3.4", true), ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
    ("2001:db8::1/128", "2001:db8::1", true), ("2001:db8::/65", "2001:db8:0:0:8000::", false),
    ("2001:db8::/64", "2001:db8::ffff:0:0:1", true), ("192.168.1.77/24", "192.168.1.1", true),
  ])
  func `a network contains the addresses that begin like it`(network: String, address: String, isInside: Bool) throws {
    let range = try #require(IPNetwork(network))
    #expect(range.contains(try #require(IPAddress(address))) == isInside)
  }

  @Test(arguments: [
    "", "/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/+8", "::/129", "10.0.0.0/8/8", "300.0.0.0/8",
  ])
  func `what is no network is none`(text: String) {
    #expect(IPNetwork(text) == nil)
  }

  @Test func `a network is written with its length`() {
    #expect(IPNetwork("192.168.1.77/24")?.description == "192.168.1.0/24")
    #expect(IPNetwork("::1")?.description == "::1/128")
  }
}
