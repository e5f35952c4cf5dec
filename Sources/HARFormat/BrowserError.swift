internal import ExchangeModel

/// What browsers call the reasons of a failed request (Chromium's net_error_list.h, Firefox's NS_ERROR names).
enum BrowserError {
    static func kind(of message: String) -> TransportFailure.Kind {
        // The name stands at the beginning.
        let text = ASCII.lower(message.utf8.prefix(1_000))
        let found = table.first { row in row.words.contains { contains($0, in: text) } }
        return found?.kind ?? .other
    }

    // The first row that fits decides.
    private static let table: [(words: [String], kind: TransportFailure.Kind)] = [
        (["name_not_resolved", "unknown_host", "name_resolution", "enotfound"], .resolve),
        (["connection_timed_out", "address_unreachable_timeout"], .connectTimeout),
        (["connection_refused", "address_unreachable", "connection_failed", "econnrefused"], .connect),
        (["connection_reset", "net_reset", "econnreset"], .reset),
        (["err_cert_", "err_ssl_", "certificate", "sec_error", "ssl_error"], .tls),
        (["timed_out", "timeout"], .readTimeout),
        (["empty_response", "connection_closed", "content_length_mismatch", "incomplete_chunked"], .closedEarly),
        (["aborted", "blocked", "cancel"], .cancelled),
        (["invalid_http", "invalid_response", "protocol_error", "http2_", "quic_"], .protocolError),
    ]

    private static func contains(_ word: String, in text: [UInt8]) -> Bool {
        let word = Array(word.utf8)
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { text[$0...].starts(with: word) }
    }
}
