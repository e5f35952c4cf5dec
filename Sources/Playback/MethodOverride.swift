import ExchangeModel

/// The methods that a request asks a server to read it as, whatever its own is.
///
/// Many frameworks, Symfony and Rails among them, turn a request into a DELETE when a header or a parameter says so.
/// Whether this server does can't be known from here, so what is asked for needs the same leave as the method itself.
enum MethodOverride {
    private static let headers = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]
    private static let parameter = Array("_method".utf8)

    /// In upper case, as those servers read them.
    static func methods(in request: RequestMessage) -> [String] {
        var values: [[UInt8]] = headers.flatMap { request.headers.all($0) }
        if let query = URLParts(request.url)?.query { values += parameters(query) }
        let type = ASCII.lower(request.headers.first("Content-Type") ?? [])
        if type.starts(with: "application/x-www-form-urlencoded".utf8) { values += parameters(request.body.bytes) }
        return values.map { String(decoding: $0, as: UTF8.self).uppercased() }.filter { !$0.isEmpty }
    }

    private static func parameters(_ pairs: [UInt8]) -> [[UInt8]] {
        pairs.split(separator: 0x26).compactMap { pair in
            let cut = pair.firstIndex(of: 0x3D) ?? pair.endIndex
            guard Escapes.undone(pair[..<cut]) == parameter else { return nil }
            return Escapes.undone(pair[cut...].dropFirst())
        }
    }
}
