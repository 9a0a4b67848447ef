/// A connection that was let in, as it is counted; hand it back with ``Admissions/release(_:at:)``.
public struct Admission: Sendable, Hashable {
  let address: IPAddress?
  let user: String?
}
