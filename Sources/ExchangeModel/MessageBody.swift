/// A body as it was on the wire: transfer coding removed, content coding (gzip, …) kept.
public struct MessageBody: Sendable, Hashable {
    /// What was kept; a prefix of the body where `isCut`.
    public var bytes: [UInt8]
    /// How many bytes there were on the wire, which `bytes` may hold only the start of.
    public var trueLength: Int
    /// Whether the recorder's cap left out the end.
    public var isCut: Bool
    /// Whether the peer stopped before the end it had announced.
    public var isTruncated: Bool
    /// HMAC-SHA256 over the whole body, under the recorder's key; kept where `isCut`.
    public var keyedDigest: [UInt8]?

    /// A body; `trueLength` is the number of bytes unless given.
    public init(
        _ bytes: [UInt8] = [],
        trueLength: Int? = nil,
        isCut: Bool = false,
        isTruncated: Bool = false,
        keyedDigest: [UInt8]? = nil
    ) {
        self.bytes = bytes
        self.trueLength = trueLength ?? bytes.count
        self.isCut = isCut
        self.isTruncated = isTruncated
        self.keyedDigest = keyedDigest
    }

    /// No body at all.
    public static let empty = MessageBody()
}

// A body is raw, and so are its parts: what is printed by accident must not be.
extension MessageBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How many bytes there were; never which.
    public var description: String { "\(trueLength) bytes" }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Empty, so that `dump` and test failures show `description` alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
