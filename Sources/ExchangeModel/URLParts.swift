/// An absolute http or https URL cut into byte ranges, nothing decoded (RFC 3986 §3).
///
/// Only what a recorder must know: it never normalises, so what is put together again is what came, byte for byte.
public struct URLParts: Sendable, Hashable {
    /// Lower case, without `:`.
    public var scheme: String
    /// `user:password`, without `@`; nil where there is none.
    public var userInfo: [UInt8]?
    /// The host as written, IPv6 with its brackets.
    public var host: [UInt8]
    /// The port where one is written.
    public var port: Int?
    /// From the first `/`; empty where the URL has none.
    public var path: [UInt8]
    /// After `?`, without it; nil where there is no `?`.
    public var query: [UInt8]?
    /// After `#`, without it.
    public var fragment: [UInt8]?

    /// The scheme and the port in the spelling they came in (`HTTP`, `0080`, or nothing after the colon), which is
    /// written again as long as it means the same as `scheme` and `port`.
    private let writtenScheme: [UInt8]
    private let writtenPort: [UInt8]?

    /// Nil if the bytes are not an absolute http or https URL with a host.
    public init?(_ url: [UInt8]) {
        guard let colon = url.firstIndex(of: 0x3A), url[colon...].starts(with: [0x3A, 0x2F, 0x2F]) else { return nil }
        writtenScheme = Array(url[..<colon])
        scheme = String(decoding: ASCII.lower(writtenScheme), as: UTF8.self)
        guard scheme == "http" || scheme == "https" else { return nil }
        var rest = url[(colon + 3)...]
        let authorityEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? rest.endIndex
        var authority = rest[..<authorityEnd]
        rest = rest[authorityEnd...]
        if let at = authority.lastIndex(of: 0x40) {
            userInfo = Array(authority[..<at])
            authority = authority[(at + 1)...]
        }
        guard let hostEnd = URLParts.hostEnd(authority) else { return nil }
        host = Array(authority[..<hostEnd])
        if hostEnd == authority.endIndex {
            writtenPort = nil
        } else {
            // Nothing after the colon is the scheme's own port (RFC 3986 §3.2.3).
            let digits = Array(authority[(hostEnd + 1)...])
            writtenPort = digits
            if !digits.isEmpty {
                guard let number = ASCII.decimal(digits), number <= 65_535 else { return nil }
                port = number
            }
        }
        if let hash = rest.firstIndex(of: 0x23) {
            fragment = Array(rest[(hash + 1)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: 0x3F) {
            query = Array(rest[(mark + 1)...])
            rest = rest[..<mark]
        }
        path = Array(rest)
    }

    /// Where the host ends: at the colon before the port, or where the authority does. Nil if there is no host, or
    /// colons or brackets stand where none may: `::1` without brackets could be read as a host with a port.
    private static func hostEnd(_ authority: ArraySlice<UInt8>) -> Int? {
        guard authority.first == 0x5B else {
            let end = authority.firstIndex { $0 == 0x3A || $0 == 0x5B || $0 == 0x5D } ?? authority.endIndex
            let isHost = end > authority.startIndex && (end == authority.endIndex || authority[end] == 0x3A)
            return isHost ? end : nil
        }
        guard let bracket = authority.firstIndex(of: 0x5D), bracket > authority.startIndex + 1 else { return nil }
        let end = bracket + 1
        return end == authority.endIndex || authority[end] == 0x3A ? end : nil
    }

    /// The same, from text.
    public init?(_ url: String) {
        self.init(Array(url.utf8))
    }

    /// The port, or the scheme's own.
    public var effectivePort: Int { port ?? (scheme == "https" ? 443 : 80) }

    /// The host in lower case without brackets, for comparing and resolving.
    public var hostText: String {
        var bytes = ASCII.lower(host)
        if bytes.first == 0x5B, bytes.last == 0x5D { bytes = Array(bytes.dropFirst().dropLast()) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Path and query as a request line in origin form carries them (RFC 9112 §3.2.1).
    public var target: [UInt8] {
        (path.isEmpty ? [0x2F] : path) + (query.map { [0x3F] + $0 } ?? [])
    }

    /// Scheme, host and port, without user information: `https://api.onkadence.co`.
    public var origin: String {
        scheme + "://" + String(decoding: ASCII.lower(host), as: UTF8.self) + (port.map { ":\($0)" } ?? "")
    }

    /// The URL put together again: what came, but for parts that were given other values since.
    public var bytes: [UInt8] {
        let isSameScheme = ASCII.equalIgnoringCase(writtenScheme, scheme.utf8)
        var result = (isSameScheme ? writtenScheme : Array(scheme.utf8)) + Array("://".utf8)
        if let userInfo { result += userInfo + [0x40] }
        result += host
        if let writtenPort, ASCII.decimal(writtenPort) == port {
            result += [0x3A] + writtenPort
        } else if let port {
            result += Array(":\(port)".utf8)
        }
        result += path
        if let query { result += [0x3F] + query }
        if let fragment { result += [0x23] + fragment }
        return result
    }
}

// Two spellings of a scheme or a port name the same place.
extension URLParts {
    /// Whether all parts are the same.
    public static func == (a: Self, b: Self) -> Bool {
        a.scheme == b.scheme && a.port == b.port && a.userInfo == b.userInfo && a.host == b.host && a.path == b.path
            && a.query == b.query && a.fragment == b.fragment
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(scheme)
        hasher.combine(port)
        hasher.combine(userInfo)
        hasher.combine(host)
        hasher.combine(path)
        hasher.combine(query)
        hasher.combine(fragment)
    }
}

// What is printed by accident must not be a secret.
extension URLParts: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Scheme, host and port; user information, path and query may be secret.
    public var description: String { origin }

    /// The same as `description`.
    public var debugDescription: String { description }

    /// Empty, so that `dump` and test failures show `description` alone.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
