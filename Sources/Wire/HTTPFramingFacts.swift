package import ExchangeModel

/// What a head's fields say of the message's length and the connection's life (RFC 9112 §6 and §9.3).
struct HTTPFramingFacts: Sendable {
    /// The one value of `Content-Length`.
    private(set) var contentLength: Int?
    private(set) var contentLengthFields = 0
    private(set) var isChunked = false
    private(set) var hosts: [[UInt8]] = []
    private(set) var saysClose = false
    private(set) var saysKeepAlive = false

    /// - Throws: a fault if the fields leave the message's length in doubt.
    init(_ headers: HeaderList, version: String) throws(HTTPSyntaxError) {
        var codings: [[UInt8]] = []
        var hasTransferEncoding = false
        for field in headers.fields {
            switch field.name.count {
            case 4 where field.isNamed("host"): hosts.append(field.value)
            case 10 where field.isNamed("connection"):
                for token in HeaderList.tokens(field.value) {
                    if token.elementsEqual("close".utf8) { saysClose = true }
                    if token.elementsEqual("keep-alive".utf8) { saysKeepAlive = true }
                }
            case 14 where field.isNamed("content-length"): try addLength(field.value)
            case 17 where field.isNamed("transfer-encoding"):
                hasTransferEncoding = true
                codings += HeaderList.tokens(field.value)
            default: break
            }
        }
        guard hasTransferEncoding else { return }
        guard contentLengthFields == 0 else {
            throw HTTPSyntaxError(.framing, "the message has both Content-Length and Transfer-Encoding")
        }
        guard version != "HTTP/1.0" else {
            throw HTTPSyntaxError(.framing, "an HTTP/1.0 message has Transfer-Encoding")
        }
        guard let last = codings.last, last.elementsEqual("chunked".utf8) else {
            throw HTTPSyntaxError(.framing, "Transfer-Encoding does not end in chunked, so the length is in doubt")
        }
        guard codings.count == 1 else {
            throw HTTPSyntaxError(.transferCoding, "Transfer-Encoding names a coding besides a single chunked")
        }
        isChunked = true
    }

    /// Whether the connection lives on, going by version and `Connection` alone.
    func isKeepAlive(version: String) -> Bool {
        version == "HTTP/1.0" ? saysKeepAlive && !saysClose : !saysClose
    }

    private mutating func addLength(_ value: [UInt8]) throws(HTTPSyntaxError) {
        contentLengthFields += 1
        // A list of the same number is what a sender's doubled field becomes in transit (RFC 9112 §6.3, rule 5).
        for part in value.split(separator: 0x2C, omittingEmptySubsequences: false) {
            guard let number = ASCII.decimal(ASCII.trimmed(Array(part))) else {
                throw HTTPSyntaxError(.framing, "Content-Length is not a number")
            }
            guard contentLength == nil || contentLength == number else {
                throw HTTPSyntaxError(.framing, "Content-Length is given twice with different numbers")
            }
            if contentLength != nil { contentLengthFields += 1 }
            contentLength = number
        }
    }
}

extension HeaderList {
    /// The elements of a comma-separated list of tokens, trimmed, in lower case, empty ones left out.
    package static func tokens(_ value: [UInt8]) -> [[UInt8]] {
        value.split(separator: 0x2C).map { ASCII.lower(ASCII.trimmed(Array($0))) }.filter { !$0.isEmpty }
    }

    /// The tokens of every field with this name, in lower case: `Connection`, `Transfer-Encoding`, `TE`.
    package func tokens(of name: String) -> [[UInt8]] {
        all(name).flatMap { HeaderList.tokens($0) }
    }
}
