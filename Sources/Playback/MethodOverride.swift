import ExchangeModel
import ReplayPlan

/// The methods that a request asks a server to read it as, whatever its own is.
///
/// Many frameworks, Symfony and Rails among them, turn a request into a DELETE when a header or a parameter says so.
/// Whether this server does can't be known from here, so what is asked for needs the same leave as the method itself.
enum MethodOverride {
    private static let headers = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]
    private static let parameter = Array("_method".utf8)
    private static let plus: UInt8 = 0x2B

    /// In upper case, as those servers read them.
    static func methods(in request: RequestMessage) -> [String] {
        var values: [[UInt8]] = headers.flatMap { request.headers.all($0) }
        if let query = URLParts(request.url)?.query { values += parameters(query) }
        let type = request.headers.first("Content-Type") ?? []
        let kind = ASCII.lower(type)
        let body = request.body.bytes
        if kind.starts(with: "application/x-www-form-urlencoded".utf8) { values += parameters(body) }
        if kind.starts(with: "multipart/".utf8), let split = MultipartSplit(body, contentType: type) {
            values += split.parts.filter { isParameter($0.name) }.map { ASCII.trimmed(Array(body[$0.content])) }
        }
        return values.map { String(decoding: $0, as: UTF8.self).uppercased() }.filter { !$0.isEmpty }
    }

    private static func parameters(_ pairs: [UInt8]) -> [[UInt8]] {
        pairs.split(separator: 0x26).compactMap { pair in
            let cut = pair.firstIndex(of: 0x3D) ?? pair.endIndex
            guard isParameter(Escapes.undone(pair[..<cut].map { $0 == plus ? 0x20 : $0 })) else { return nil }
            return ASCII.trimmed(Escapes.undone(pair[cut...].dropFirst().map { $0 == plus ? 0x20 : $0 }))
        }
    }

    /// PHP leaves white space before a name out, and what follows a NUL or an opening bracket.
    private static func isParameter(_ name: [UInt8]) -> Bool {
        let shown = name.drop { $0 == 0x20 || 0x09...0x0D ~= $0 }.prefix { $0 != 0 && $0 != 0x5B }
        return ASCII.trimmed(Array(shown)) == parameter
    }
}
