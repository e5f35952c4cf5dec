/// Exchanges in order, from one client run.
public struct Flow<Element: Sendable>: Sendable {
    /// For people and file names: lower-case letters, digits and hyphens.
    public var name: String
    /// In the order they happened.
    public var exchanges: [Element]

    /// A flow with this name.
    public init(name: String, exchanges: [Element]) {
        self.name = name
        self.exchanges = exchanges
    }
}
