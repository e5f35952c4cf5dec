import ExchangeModel
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
enum OfflineWriter {
    /// Longer bodies are answered with 413; nobody recorded one that could match.
    static let longestBody = 10 << 20

    /// Thrown after the connection was closed on purpose; ends Hummingbird's loop over the connection.
    private struct ConnectionClosed: Error {}

    static func respond(
        to request: Request,
        writer: consuming ResponseWriter,
        channel: any Channel,
        service: OfflineService,
        origin: String
    ) async throws {
        if request.headers[.expect]?.lowercased() == "100-continue" {
            // Clients with much to send wait for it, curl for a second.
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        let reply: OfflineReply
        if let body = await collect(request.body) {
            reply = service.reply(to: message(request, body, origin), ownOrigin: origin)
        } else {
            reply = service.refusal(
                of: message(request, [], origin),
                because: "its body is longer than \(longestBody >> 20) MiB, or broke off"
            )
        }
        defer { service.end() }
        if reply.delay > .zero { try await Task.sleep(for: reply.delay) }
        switch reply.ending {
        case .whole:
            let isBodiless = reply.body.isEmpty || request.method == .head
            try await writer.write(
                response: head(of: reply),
                body: isBodiless ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
            )
        case .closed:
            // Through the channel and not the writer: its futures say when the bytes have left the process, so that
            // closing can't overtake them.
            try await channel.writeAndFlush(HTTPResponsePart.head(head(of: reply))).get()
            if !reply.body.isEmpty {
                try await channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer(bytes: reply.body))).get()
            }
            try? await channel.close().get()
            throw ConnectionClosed()
        case .silent(let isReset):
            if isReset { try await lingerOff(channel) }
            try? await channel.close().get()
            throw ConnectionClosed()
        }
    }

    private static func message(_ request: Request, _ body: [UInt8], _ origin: String) -> RequestMessage {
        let target = Array((request.head.path ?? "/").utf8)
        // Clients that take the server for a proxy name the whole address (RFC 9112 §3.2.2).
        let isAbsolute = target.first != 0x2F && URLParts(target) != nil
        let url = isAbsolute ? target : Array(origin.utf8) + (target.first == 0x2F ? [] : [0x2F]) + target
        let fields = request.headers.map { HeaderList.Field($0.name.rawName, $0.value) }
        return RequestMessage(
            method: request.method.rawValue,
            url: url,
            headers: HeaderList(fields),
            body: MessageBody(body)
        )
    }

    private static func head(of reply: OfflineReply) -> HTTPResponse {
        var fields = HTTPFields()
        for field in reply.headers.fields {
            guard let name = HTTPField.Name(field.nameText) else { continue }
            fields.append(HTTPField(name: name, value: field.valueText))
        }
        if let length = reply.announcedLength { fields[.contentLength] = String(length) }
        let reason = String(decoding: reply.reason, as: UTF8.self)
        return HTTPResponse(
            status: HTTPResponse.Status(code: reply.status, reasonPhrase: reason),
            headerFields: fields
        )
    }

    /// Nil if the body is longer than the limit or broke off.
    private static func collect(_ body: RequestBody) async -> [UInt8]? {
        guard let buffer = try? await body.collect(upTo: longestBody) else { return nil }
        return Array(buffer.readableBytesView)
    }

    /// SO_LINGER at 0 makes the kernel send RST instead of FIN. Where the channel offers no socket options, it is only
    /// closed.
    private static func lingerOff(_ channel: any Channel) async throws {
        guard let socket = channel as? any SocketOptionProvider else { return }
        // On, with no time to linger; the initialiser is out of reach in optimised builds.
        let resets = [CInt(1), CInt(0)].withUnsafeBytes { $0.loadUnaligned(as: linger.self) }
        try? await socket.setSoLinger(resets).get()
    }
}
