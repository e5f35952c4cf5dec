import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Reads a request off Hummingbird's connection and delivers the answer, broken ones too.
enum AnswerWriter {
    /// Bodies above this are answered with 413. A photo may be larger, with room for the form around it.
    private static func bodyLimit(_ path: String) -> Int {
        path.hasSuffix("/photo") ? PhotoForm.sizeLimit + (1 << 20) : 1 << 20
    }

    /// Thrown after the connection was closed on purpose; ends Hummingbird's loop over the connection.
    private struct ConnectionClosed: Error {}

    static func respond(
        to request: Request,
        writer: consuming ResponseWriter,
        channel: any Channel,
        api: StandInAPI,
        connections: ConnectionCounter,
        onAnswer: (@Sendable (AnsweredRequest) -> Void)?
    ) async throws {
        let use = connections.use(channel)
        let body = await collect(request.body, upTo: bodyLimit(request.head.path ?? "/"))
        var headers: [String: String] = [:]
        for field in request.headers where headers[field.name.canonicalName] == nil {
            headers[field.name.canonicalName] = field.value
        }
        let apiRequest = APIRequest(
            method: request.method.rawValue,
            target: request.head.path ?? "/",
            headers: headers,
            body: body ?? [],
            connection: use
        )
        let answer = try await held(apiRequest, refusal: body == nil ? .tooLarge : nil, api: api, onAnswer: onAnswer)
        if answer.reset {
            try await reset(channel)
            throw ConnectionClosed()
        }
        let head = head(of: answer)
        if let kept = answer.truncateAfter, kept < answer.body.count {
            // Through the channel and not the writer: its futures say when the bytes have left the process, so
            // that closing can't overtake them.
            try await channel.writeAndFlush(HTTPResponsePart.head(head)).get()
            if kept > 0 {
                let part = ByteBuffer(bytes: answer.body.prefix(kept))
                try await channel.writeAndFlush(HTTPResponsePart.body(part)).get()
            }
            try? await channel.close().get()
            throw ConnectionClosed()
        }
        try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// The answer, at the moment when it goes out.
    ///
    /// The request counts as under way until then and not until the last byte was written: a client that has read
    /// its answer may have sent the next request on another connection before this side comes back from writing.
    private static func held(
        _ request: APIRequest,
        refusal: APIError?,
        api: StandInAPI,
        onAnswer: (@Sendable (AnsweredRequest) -> Void)?
    ) async throws -> Answer {
        api.arrive()
        defer { api.leave() }
        let answer = api.answer(request, refusal: refusal)
        onAnswer?(answer.log)
        if answer.delayMilliseconds > 0 { try await Task.sleep(for: .milliseconds(answer.delayMilliseconds)) }
        return answer
    }

    private static func head(of answer: Answer) -> HTTPResponse {
        var fields = HTTPFields()
        for field in answer.headers {
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        return HTTPResponse(status: HTTPResponse.Status(integerLiteral: answer.status), headerFields: fields)
    }

    /// Nil if the body is longer than the limit or broke off.
    private static func collect(_ body: RequestBody, upTo limit: Int) async -> [UInt8]? {
        guard let buffer = try? await body.collect(upTo: limit) else { return nil }
        return Array(buffer.readableBytesView)
    }

    /// Closes with SO_LINGER at 0, which makes the kernel send RST instead of FIN. Where the channel offers no
    /// socket options, it is only closed.
    private static func reset(_ channel: any Channel) async throws {
        if let socket = channel as? any SocketOptionProvider {
            // On, with no time to linger; the initialiser is out of reach in optimised builds.
            let resets = [CInt(1), CInt(0)].withUnsafeBytes { $0.loadUnaligned(as: linger.self) }
            try? await socket.setSoLinger(resets).get()
        }
        try? await channel.close().get()
    }
}
