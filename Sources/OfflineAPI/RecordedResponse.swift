import APIDocument
package import ExchangeModel
import Redaction

/// A recorded response, made ready to be sent by another server than the one it came from.
package struct RecordedResponse: Sendable {
    package let status: Int
    package let reason: [UInt8]
    /// Without what belongs to one connection, and without the body's framing and coding.
    package let headers: HeaderList
    /// Decoded and redacted, as recorded, or a placeholder; empty where the response has none.
    package let body: [UInt8]
    /// What Content-Length says: of the body, or of more where the rest never came, or what HEAD was told.
    /// Nil where there must be none.
    package let announcedLength: Int?
    /// Type and subtype, lower case; empty where none is declared.
    package let mediaType: [UInt8]

    init(_ response: RedactedResponse, method: String, body: [UInt8], isBroken: Bool) {
        status = response.status
        reason = response.reason
        self.body = body
        mediaType = Array(MediaType(response.headers.first("Content-Type") ?? []).text.utf8)
        let told = response.headers.first("Content-Length").flatMap { ASCII.decimal($0) }
        if response.status == 204 || response.status == 304 {
            announcedLength = nil
        } else if method == "HEAD" {
            announcedLength = told ?? 0
        } else if isBroken {
            // Redaction and decoding change lengths; what matters is that more is announced than comes.
            announcedLength = max(told ?? 0, body.count + 1)
        } else {
            announcedLength = body.count
        }
        headers = RecordedResponse.kept(response.headers)
    }

    /// Fields that hold between two neighbours only (RFC 9110 §7.6.1), and those that are made anew because bodies are
    /// recorded decoded.
    private static let left: [String] = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "content-encoding",
    ]

    private static func kept(_ headers: HeaderList) -> HeaderList {
        let named = headers.all("Connection").flatMap { $0.split(separator: 0x2C) }.map {
            ASCII.lower(ASCII.trimmed(Array($0)))
        }
        return HeaderList(
            headers.fields.filter { field in
                !left.contains { field.isNamed($0) } && !named.contains(ASCII.lower(field.name))
            }
        )
    }
}
