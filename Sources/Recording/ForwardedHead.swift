import ExchangeModel
import Wire

/// What of a head goes on to the other side: everything but the fields of one connection (RFC 9110 §7.6.1).
///
/// Fields keep names, case, order and bytes. Those of the connection are dropped, or replaced where they stood.
enum ForwardedHead {
    /// Fields that speak of one connection whether `Connection` names them or not.
    ///
    /// `Transfer-Encoding` is one as well; it is kept or dropped with the framing that is forwarded.
    private static let hopByHop: [[UInt8]] = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "upgrade",
    ].map { Array($0.utf8) }

    /// Naming these in `Connection` must not take them away: the message would be another one.
    private static let untouchable: [[UInt8]] = ["host", "content-length", "transfer-encoding"].map { Array($0.utf8) }

    /// The request's fields for the upstream.
    static func request(_ head: RequestHead, host: [UInt8]) -> HeaderList {
        var result = endToEnd(head.headers, keepsTransferEncoding: head.framing == .chunked, connection: nil)
        setHost(host, in: &result)
        return result
    }

    /// The request's fields as they would have been without the proxy: what is recorded.
    static func recordedRequest(_ head: RequestHead, host: [UInt8]) -> HeaderList {
        var result = head.headers
        setHost(host, in: &result)
        return result
    }

    /// The response's fields for the client.
    ///
    /// - Parameters:
    ///   - keepsTransferEncoding: whether the body goes on chunked, or is only announced so, as to HEAD.
    ///   - connection: what the proxy itself says of the connection to the client; nil if there is nothing to say.
    static func response(_ headers: HeaderList, keepsTransferEncoding: Bool, connection: String?) -> HeaderList {
        endToEnd(headers, keepsTransferEncoding: keepsTransferEncoding, connection: connection)
    }

    private static func endToEnd(
        _ headers: HeaderList,
        keepsTransferEncoding: Bool,
        connection: String?
    ) -> HeaderList {
        // A set: a hostile head may name thousands.
        let named = Set(headers.tokens(of: "connection")).subtracting(untouchable)
        var own = connection.map { Array($0.utf8) }
        var result = HeaderList()
        result.fields.reserveCapacity(headers.fields.count + 1)
        for field in headers.fields {
            if let value = own, field.isNamed("connection") {
                result.fields.append(HeaderList.Field(name: field.name, value: value))
                own = nil
            } else if field.name.count == 17, field.isNamed("transfer-encoding") {
                if keepsTransferEncoding { result.fields.append(field) }
            } else if !isOfConnection(field.name, named) {
                result.fields.append(field)
            }
        }
        if let own { result.fields.append(HeaderList.Field(name: Array("Connection".utf8), value: own)) }
        return result
    }

    private static func isOfConnection(_ name: [UInt8], _ named: Set<[UInt8]>) -> Bool {
        hopByHop.contains { name.count == $0.count && ASCII.equalIgnoringCase(name, $0) }
            || (!named.isEmpty && named.contains(ASCII.lower(name)))
    }

    private static func setHost(_ host: [UInt8], in headers: inout HeaderList) {
        if let index = headers.fields.firstIndex(where: { $0.name.count == 4 && $0.isNamed("host") }) {
            headers.fields[index].value = host
        } else {
            // HTTP/1.0 clients may leave it out; an HTTP/1.1 request must have it.
            headers.fields.insert(HeaderList.Field(name: Array("Host".utf8), value: host), at: 0)
        }
    }
}
