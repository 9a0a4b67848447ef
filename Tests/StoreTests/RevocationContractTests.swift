import TautStore
import Testing

@Suite struct RevocationContractTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: EngineKind.allCases) func `revocations come back until they expire`(kind: EngineKind) async throws {
    let store = try kind.store(in: folder)
    let token = Revocation(.token("t1"), time: 1_000, expires: 5_000)
    let subject = Revocation(.subject("ann"), time: 1_000)
    let other = Revocation(.token("t0"), time: 900, expires: 9_000)
    let outcomes = try await store.write([.revoke(subject), .revoke(token), .revoke(other)])
    #expect(outcomes == [.done, .done, .done])
    let all = try await store.revocations(at: 4_999)
    #expect(all == [other, token, subject])
    let later = try await store.revocations(at: 5_000)
    #expect(later == [other, subject])
    try await store.write([.sweep(at: 5_000)])
    let swept = try await store.revocations(at: 0)
    #expect(swept == [other, subject])
  }

  @Test(arguments: EngineKind.allCases) func `revoking again changes the times`(kind: EngineKind) async throws {
    let store = try kind.store(in: folder)
    try await store.write([.revoke(Revocation(.subject("ann"), time: 1_000, expires: 5_000))])
    let later = Revocation(.subject("ann"), time: 2_000, expires: 7_000)
    let outcomes = try await store.write([.revoke(later)])
    #expect(outcomes == [.repeated])
    let all = try await store.revocations(at: 0)
    #expect(all == [later])
  }
}
