/// What is known of the connection an exchange used.
public struct ConnectionInfo: Sendable, Hashable {
    /// Numeric address and port of the server, `127.0.0.1:8080` or `[::1]:8080`.
    public var remoteAddress: String?
    /// Whether an earlier exchange had used the same connection.
    public var isReused: Bool?
    /// Counts connections within one run, so that exchanges on the same one can be told.
    public var ordinal: Int?

    /// What is known; the rest stays nil.
    public init(remoteAddress: String? = nil, isReused: Bool? = nil, ordinal: Int? = nil) {
        self.remoteAddress = remoteAddress
        self.isReused = isReused
        self.ordinal = ordinal
    }
}
