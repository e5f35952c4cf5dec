import ExchangeModel
public import Foundation
public import RepriseKit

#if canImport(FoundationNetworking)
public import FoundationNetworking
#endif

/// A URLSession whose calls a `Recorder` keeps.
///
/// URLSession shows header fields as a dictionary, decodes content codings and follows redirects itself. So the order,
/// case and duplicates of fields and the compressed bytes are not those of the wire, and of redirected calls only the
/// last answer is seen. For these use the recording proxy. A body given as a stream is not recorded.
public struct RecordingSession: Sendable {
    private let session: URLSession
    private let recorder: Recorder

    /// A session that records; the given one does the work.
    public init(_ session: URLSession = .shared, recorder: Recorder) {
        self.session = session
        self.recorder = recorder
    }

    /// As `URLSession.data(for:)`; the call is recorded whether it succeeds or throws.
    public func data(for request: URLRequest) async throws -> (Data, URLResponse) {
        let startedAt = Timestamp(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
        let monotonicStart = recorder.moment()
        let clock = ContinuousClock()
        let began = clock.now
        do {
            let (data, response) = try await session.data(for: request)
            await recorder.record(
                Exchange(
                    startedAt: startedAt,
                    monotonicStart: monotonicStart,
                    request: message(request),
                    response: message(response, data),
                    timings: Timings(wait: began.duration(to: clock.now))
                )
            )
            return (data, response)
        } catch {
            await recorder.record(
                Exchange(
                    startedAt: startedAt,
                    monotonicStart: monotonicStart,
                    request: message(request),
                    failure: failure(error),
                    timings: Timings(wait: began.duration(to: clock.now))
                )
            )
            throw error
        }
    }

    private func message(_ request: URLRequest) -> RequestMessage {
        RequestMessage(
            method: request.httpMethod ?? "GET",
            url: Array((request.url?.absoluteString ?? "").utf8),
            headers: headers(request.allHTTPHeaderFields ?? [:]),
            body: MessageBody(request.httpBody.map { Array($0) } ?? [])
        )
    }

    private func message(_ response: URLResponse, _ data: Data) -> ResponseMessage? {
        guard let response = response as? HTTPURLResponse else { return nil }
        var fields: [String: String] = [:]
        for (name, value) in response.allHeaderFields { fields["\(name)"] = "\(value)" }
        var list = headers(fields)
        if isDecoded(data, list.text("Content-Encoding")) {
            // They speak of bytes that URLSession has taken away.
            list.remove("Content-Encoding")
            list.remove("Content-Length")
        }
        return ResponseMessage(status: response.statusCode, headers: list, body: MessageBody(Array(data)))
    }

    /// Whether URLSession has removed the coding that the field names.
    private func isDecoded(_ data: Data, _ coding: String?) -> Bool {
        switch coding?.lowercased() {
        case "gzip", "x-gzip": !data.isEmpty && !data.starts(with: [0x1F, 0x8B])
        case "deflate", "br", "zstd": !data.isEmpty
        default: false
        }
    }

    // Sorted, since a dictionary's order would differ from run to run.
    private func headers(_ fields: [String: String]) -> HeaderList {
        HeaderList(fields.sorted { $0.key < $1.key }.map { HeaderList.Field($0.key, $0.value) })
    }

    private func failure(_ error: any Error) -> TransportFailure {
        let code = (error as? URLError)?.code
        let kind: TransportFailure.Kind =
            switch code {
            case .cannotFindHost, .dnsLookupFailed: .resolve
            case .cannotConnectToHost: .connect
            case .timedOut: .readTimeout
            case .cancelled: .cancelled
            case .networkConnectionLost: .closedEarly
            case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate: .tls
            default: .other
            }
        return TransportFailure(kind, error.localizedDescription)
    }
}
