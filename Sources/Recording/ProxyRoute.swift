import ExchangeModel

/// Where a reverse proxy forwards to, in the forms that each request needs.
struct ProxyRoute: Sendable {
    let isSecure: Bool
    /// Lower case, without brackets.
    let host: String
    let port: Int
    /// The value of `Host`.
    let hostField: [UInt8]
    /// `https://api.example`, as bytes.
    let originBytes: [UInt8]

    /// - Throws: a sentence if the URL is more than scheme, host and port.
    init(_ upstream: URLParts) throws(ReverseProxyError) {
        guard upstream.userInfo == nil, upstream.query == nil, upstream.fragment == nil,
            upstream.path.isEmpty || upstream.path == [0x2F]
        else { throw .upstreamNotAnOrigin(upstream.origin) }
        // Bytes that a host cannot have would break out of the Host field.
        guard upstream.host.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), (1...65_535).contains(upstream.effectivePort)
        else { throw .upstreamNotAnOrigin("the given URL") }
        isSecure = upstream.scheme == "https"
        host = upstream.hostText
        port = upstream.effectivePort
        hostField = upstream.host + (upstream.port.map { Array(":\($0)".utf8) } ?? [])
        originBytes = Array(upstream.origin.utf8)
    }

    /// The upstream, for sentences.
    var name: String { host.utf8.contains(0x3A) ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// What a request's target means here; nil for one that leads elsewhere, as to a forward proxy.
    ///
    /// - Returns: the target for the upstream, and the whole URL for the record.
    func destination(of target: [UInt8]) -> (target: [UInt8], url: [UInt8])? {
        if target.first == 0x2F { return (target, originBytes + target) }
        // `OPTIONS *` asks the server as a whole, whose URL has no path (RFC 9112 §3.2.4).
        if target == [0x2A] { return (target, originBytes) }
        // Clients that take us for a forward proxy name the API in full (RFC 9112 §3.2.2); they mean the same resource.
        guard let url = URLParts(target), url.scheme == (isSecure ? "https" : "http"), url.hostText == host,
            url.effectivePort == port, url.userInfo == nil, url.fragment == nil
        else { return nil }
        return (url.target, originBytes + url.target)
    }
}
