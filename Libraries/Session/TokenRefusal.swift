/// The token that the server has refused; nil where it wanted one and there was none.
struct TokenRefusal: Sendable {
  var token: String?
}
