/// How much a zip file may hold before it is refused.
package struct ZipLimits: Sendable, Hashable {
    /// Members in one file.
    package var entries: Int
    /// Bytes in one member's name.
    package var nameBytes: Int
    /// Decoded bytes of one member.
    package var entryBytes: Int
    /// Decoded bytes of all members together.
    package var totalBytes: Int
    /// How many times more than its compressed size a member may hold; looked at from 1 MiB on.
    package var ratio: Int

    package init(
        entries: Int = 10_000,
        nameBytes: Int = 1_024,
        entryBytes: Int = 256 << 20,
        totalBytes: Int = 1 << 30,
        ratio: Int = 200
    ) {
        self.entries = entries
        self.nameBytes = nameBytes
        self.entryBytes = entryBytes
        self.totalBytes = totalBytes
        self.ratio = ratio
    }
}

/// Why a zip file could not be read or written.
package enum ZipError: Error, Hashable, Sendable {
    /// No end record: not a zip file, or one that was cut off.
    case notAZip
    /// The structure is damaged. `offset` counts from the start of the file.
    case corrupt(offset: Int, reason: String)
    /// A member is protected by a password.
    case encrypted(name: String)
    /// Something the format allows and this reader does not do: zip64, several volumes, other methods.
    case unsupported(String)
    /// Two members share bytes of the file, which no honest writer does and bombs do.
    case overlapping(name: String)
    /// More than the limits allow; says which.
    case tooLarge(String)
    /// A member does not hold what the directory says: other size, other checksum.
    case mismatch(name: String, reason: String)
    /// A member could not be decoded.
    case member(name: String, InflateError)
    /// The name cannot be written: empty, absolute, leaving the folder, there already.
    case badName(String, reason: String)
    /// Compressing failed.
    case deflate(DeflateError)
}

extension ZipError: CustomStringConvertible {
    /// A sentence; member names in it come from the file and are hostile until shown safely.
    package var description: String {
        switch self {
        case .notAZip: "this is not a zip file, or its end is missing"
        case .corrupt(let offset, let reason): "the zip file is damaged at byte \(offset): \(reason)"
        case .encrypted(let name): "the member \"\(name)\" is encrypted; unpack the file with its password first"
        case .unsupported(let what): "the zip file uses \(what), which is not supported"
        case .overlapping(let name): "the member \"\(name)\" shares bytes with another; the file is refused"
        case .tooLarge(let what): "the zip file is refused: \(what)"
        case .mismatch(let name, let reason): "the member \"\(name)\" is damaged: \(reason)"
        case .member(let name, let error): "the member \"\(name)\" cannot be decoded: \(error)"
        case .badName(let name, let reason): "\"\(name)\" cannot be a name in a zip file: \(reason)"
        case .deflate(let error): error.description
        }
    }
}
