/// An absolute http or https URL cut into byte ranges, nothing decoded (RFC 3986 §3).
///
/// Only what a recorder must know: it never normalises, so what is put together again is what came.
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

    /// Nil if the bytes are not an absolute http or https URL with a host.
    public init?(_ url: [UInt8]) {
        guard let colon = url.firstIndex(of: 0x3A), url[colon...].starts(with: [0x3A, 0x2F, 0x2F]) else { return nil }
        scheme = String(decoding: ASCII.lower(url[..<colon]), as: UTF8.self)
        guard scheme == "http" || scheme == "https" else { return nil }
        var rest = url[(colon + 3)...]
        let authorityEnd = rest.firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? rest.endIndex
        var authority = rest[..<authorityEnd]
        rest = rest[authorityEnd...]
        if let at = authority.lastIndex(of: 0x40) {
            userInfo = Array(authority[..<at])
            authority = authority[(at + 1)...]
        }
        let bracket = authority.lastIndex(of: 0x5D) ?? authority.startIndex
        if let portColon = authority[bracket...].lastIndex(of: 0x3A) {
            let digits = authority[(portColon + 1)...]
            if !digits.isEmpty {
                guard let number = ASCII.decimal(digits), number <= 65_535 else { return nil }
                port = number
            }
            authority = authority[..<portColon]
        }
        guard !authority.isEmpty else { return nil }
        host = Array(authority)
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

    /// The URL put together again.
    public var bytes: [UInt8] {
        var result = Array((scheme + "://").utf8)
        if let userInfo { result += userInfo + [0x40] }
        result += host
        if let port { result += Array(":\(port)".utf8) }
        result += path
        if let query { result += [0x3F] + query }
        if let fragment { result += [0x23] + fragment }
        return result
    }
}
