internal import ExchangeModel

/// References between documents (RFC 3986 §5), on URIs of our own making: the entry document stands at
/// `file:///NAME`, whatever folder it really came from, so that no place of this machine gets into a finding.
enum DocumentURI {
    /// A reference, resolved.
    struct Target: Hashable {
        /// Absolute, without a fragment.
        var uri: String
        /// What stands after `#`, still percent-encoded; nil where there is no `#`.
        var fragment: String?
        /// Whether its `..`s lead above the entry document's root.
        var leavesRoot: Bool
    }

    private static let root = "file:///"

    /// The URI of the document with this path below the root.
    static func of(path: String) -> String {
        var result = Array(root.utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in path.utf8.drop(while: { $0 == 0x2F }) {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: result.append(byte)
            default: result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The path below the root, decoded; nil for a URI that lies elsewhere.
    static func path(of uri: String) -> String? {
        guard uri.utf8.starts(with: root.utf8) else { return nil }
        return String(decoding: PathTemplate.decoded(Array(uri.utf8.dropFirst(root.utf8.count))), as: UTF8.self)
    }

    /// The reference, seen from a document.
    static func resolve(_ reference: String, against base: String) -> Target {
        let bytes = Array(reference.utf8)
        let hash = bytes.firstIndex(of: 0x23)
        let fragment = hash.map { String(decoding: bytes[($0 + 1)...], as: UTF8.self) }
        let address = Array(bytes[..<(hash ?? bytes.endIndex)])
        guard !address.isEmpty else { return Target(uri: base, fragment: fragment, leavesRoot: false) }
        if hasScheme(address) {
            return Target(uri: String(decoding: address, as: UTF8.self), fragment: fragment, leavesRoot: false)
        }
        let (origin, path) = parts(Array(base.utf8))
        if address.starts(with: [0x2F, 0x2F]) {
            let scheme = origin.prefix { $0 != 0x2F }
            return Target(uri: String(decoding: scheme + address, as: UTF8.self), fragment: fragment, leavesRoot: false)
        }
        let query = address.firstIndex(of: 0x3F) ?? address.endIndex
        let folder = address.first == 0x2F ? [] : Array(path[...(path.lastIndex(of: 0x2F) ?? path.startIndex)])
        let (clean, leavesRoot) = withoutDots(folder + address[..<query])
        let uri = String(decoding: origin + clean + address[query...], as: UTF8.self)
        return Target(uri: uri, fragment: fragment, leavesRoot: leavesRoot)
    }

    /// Scheme and authority, and the path, which begins with a slash.
    private static func parts(_ uri: [UInt8]) -> (origin: [UInt8], path: [UInt8]) {
        guard let colon = uri.firstIndex(of: 0x3A) else { return ([], uri.first == 0x2F ? uri : [0x2F] + uri) }
        var start = colon + 1
        if uri[start...].starts(with: [0x2F, 0x2F]) {
            start = uri[(start + 2)...].firstIndex(of: 0x2F) ?? uri.endIndex
        }
        let path = Array(uri[start...])
        return (Array(uri[..<start]), path.first == 0x2F ? path : [0x2F] + path)
    }

    /// RFC 3986 §5.2.4, which drops the `..`s that lead above the root; here that is told.
    private static func withoutDots(_ path: [UInt8]) -> (path: [UInt8], leavesRoot: Bool) {
        var kept: [ArraySlice<UInt8>] = []
        var leavesRoot = false
        let segments = path.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst(
            path.first == 0x2F ? 1 : 0
        )
        for (position, segment) in segments.enumerated() {
            let isLast = position == segments.count - 1
            if segment.elementsEqual([0x2E]) {
                if isLast { kept.append([]) }
            } else if segment.elementsEqual([0x2E, 0x2E]) {
                if kept.popLast() == nil { leavesRoot = true }
                if isLast { kept.append([]) }
            } else {
                kept.append(segment)
            }
        }
        return (kept.reduce(into: []) { $0 += [0x2F] + $1 }, leavesRoot)
    }

    private static func hasScheme(_ address: [UInt8]) -> Bool {
        guard let colon = address.firstIndex(of: 0x3A), colon > 0 else { return false }
        let scheme = address[..<colon]
        guard let first = scheme.first, ASCII.lower(first) &- 0x61 < 26 else { return false }
        return scheme.allSatisfy { byte in
            ASCII.lower(byte) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2B || byte == 0x2D || byte == 0x2E
        }
    }
}
