import ExchangeModel
import NIOCore

/// Where a connection leads: connections to the same origin can be shared.
struct Origin: Sendable, Hashable, CustomStringConvertible {
    let isSecure: Bool
    /// Lower case, without brackets.
    let host: String
    let port: Int

    /// Host and port for sentences: `api.example:443`, `[::1]:8080`.
    var description: String { host.utf8.contains(0x3A) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A request with its framing settled and its bytes ready to be written.
struct PreparedRequest: Sendable {
    let origin: Origin
    /// The request as it goes out, with the fields that were added.
    let message: RequestMessage
    /// The bytes in the pieces they are written in; the first holds the head.
    let pieces: [ByteBuffer]
    /// Whether it says that the connection carries no request after it (RFC 9112 §9.6).
    let saysClose: Bool

    /// Whether repeating the request changes nothing on the server (RFC 9110 §9.2.1).
    var isSafe: Bool { ["GET", "HEAD", "OPTIONS"].contains(message.method) }

    private static let pieceLength = 128 * 1_024

    /// Adds `Host` and `Content-Length` where they are missing, and nothing else.
    ///
    /// - Throws: a failure of kind `other` for a request that HTTP/1.1 cannot carry as it is.
    init(_ request: RequestMessage) throws(TransportFailureError) {
        guard let url = URLParts(request.url), url.host.allSatisfy(HTTPRequestDecoder.isHostByte),
            (1...65_535).contains(url.effectivePort)
        else { throw Self.fault("the URL is no absolute http or https URL with a valid host and port") }
        guard request.method != "CONNECT" else { throw Self.fault("CONNECT makes a tunnel, not an exchange") }
        guard !request.body.isCut, !request.body.isTruncated else {
            throw Self.fault("its body was kept only in part")
        }
        origin = Origin(isSecure: url.scheme == "https", host: url.hostText, port: url.effectivePort)

        var message = request
        message.version = "HTTP/1.1"
        if !message.headers.contains("host") {
            let host = url.host + (url.port.map { Array(":\($0)".utf8) } ?? [])
            message.headers.fields.insert(HeaderList.Field(name: Array("Host".utf8), value: host), at: 0)
        }
        let length = request.body.bytes.count
        do {
            let facts = try HTTPFramingFacts(message.headers, version: message.version)
            guard facts.hosts.count == 1 else { throw Self.fault("it has more than one Host field") }
            if let announced = facts.contentLength, announced != length {
                throw Self.fault("Content-Length says \(announced), but the body has \(length) bytes")
            }
            if !facts.isChunked, facts.contentLength == nil,
                length > 0 || ["POST", "PUT", "PATCH"].contains(message.method)
            {
                message.headers.append("Content-Length", String(length))
            }
            saysClose = facts.saysClose
            pieces = try Self.encode(message, target: url.target, isChunked: facts.isChunked)
        } catch let error as HTTPSyntaxError {
            throw Self.fault(error.reason)
        } catch let error as TransportFailureError {
            throw error
        } catch {
            throw Self.fault("\(error)")
        }
        self.message = message
    }

    private static func encode(
        _ message: RequestMessage,
        target: [UInt8],
        isChunked: Bool
    ) throws(HTTPSyntaxError) -> [ByteBuffer] {
        var first = ByteBuffer()
        let body = message.body.bytes
        first.reserveCapacity(1_024 + min(body.count, pieceLength))
        try HTTPEncoder.writeRequestHead(
            method: message.method,
            target: target,
            version: message.version,
            headers: message.headers,
            into: &first
        )
        if isChunked { HTTPEncoder.writeChunkStart(length: body.count, into: &first) }
        first.writeBytes(body.prefix(pieceLength))
        var pieces = [first]
        var start = pieceLength
        while start < body.count {
            let end = min(body.count, start + pieceLength)
            pieces.append(ByteBuffer(bytes: body[start..<end]))
            start = end
        }
        if isChunked {
            if !body.isEmpty { HTTPEncoder.writeLineEnd(into: &pieces[pieces.count - 1]) }
            try HTTPEncoder.writeLastChunk(into: &pieces[pieces.count - 1])
        }
        return pieces
    }

    private static func fault(_ reason: String) -> TransportFailureError {
        TransportFailureError(.other, "The request was not sent: \(reason).")
    }
}
