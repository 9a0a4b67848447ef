/// The product.
public enum Tautline {
  /// The version, as semantic versioning has it.
  public static let version = "0.1.0"
}
