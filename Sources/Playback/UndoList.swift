import ExchangeModel
import JSONTree
import KadenceAPI
import Redaction

/// What an attempt has written and nothing has taken back yet, in order.
struct UndoList: Sendable {
    /// One thing to take back.
    struct Item: Sendable {
        let operation: String
        let counterpart: WriteCounterpart?
        /// Path and body of the request that takes it back; nil where that can't be said.
        let request: (path: String, body: [UInt8])?
        /// Why there is no request. Hostile text.
        let problem: String?
        /// Of what was written, where what is kept of the call shows it.
        let id: String?
    }

    private(set) var items: [Item] = []

    /// Notes a call that was answered.
    ///
    /// - Parameters:
    ///   - kept: what is kept of it, which says whether an id may be shown.
    ///   - operation: what it was, without values; it is shown.
    mutating func note(_ call: Exchange, kept: RedactedExchange, operation: String) {
        let method = call.request.method
        guard !["GET", "HEAD", "OPTIONS"].contains(method) else { return }
        let path = URLParts(call.request.url).map { String(decoding: $0.path, as: UTF8.self) } ?? ""
        func item(
            _ counterpart: WriteCounterpart?,
            id: String?,
            request: (path: String, body: [UInt8])? = nil,
            problem: String? = nil
        ) -> Item {
            let shown = id.flatMap { UndoList.shows(kept, $0) ? $0 : nil }
            return Item(operation: operation, counterpart: counterpart, request: request, problem: problem, id: shown)
        }
        guard let status = call.response?.status else {
            guard UndoList.canHaveLeft(call) else { return }
            // It may have been done, but nobody said so.
            let counterpart = WriteCounterpart.of(operation)
            items.append(item(counterpart, id: pathID(call, operation), problem: "it got no whole answer"))
            return
        }
        let takesBack = WriteCounterpart.all.contains { $0.undoing == operation }
        if status >= 500, !takesBack {
            // A gateway says so also of what the server behind it has done.
            let problem = "it was answered with \(status), so it may have been done"
            items.append(item(WriteCounterpart.of(operation), id: pathID(call, operation), problem: problem))
            return
        }
        guard (200..<300).contains(status) else { return }
        // The flow may take back by itself what it did.
        if let done = items.lastIndex(where: { $0.request?.path == path }) {
            items.remove(at: done)
            return
        }
        if takesBack { return }
        guard let counterpart = WriteCounterpart.of(operation) else {
            let id = pathID(call, operation) ?? answeredID(call)
            items.append(item(nil, id: id, problem: "the API has no operation that takes it back"))
            return
        }
        guard let id = counterpart.takesIDFromAnswer ? answeredID(call) : pathID(call, operation) else {
            items.append(item(counterpart, id: nil, problem: "its answer names no id"))
            return
        }
        let body = counterpart.repeatsBody ? call.request.body.bytes : []
        items.append(item(counterpart, id: id, request: (counterpart.path(id: id), body)))
    }

    private static func shows(_ kept: RedactedExchange, _ id: String) -> Bool {
        let bytes = Array(id.utf8)
        return [kept.request.url, kept.response?.body.bytes ?? []].contains { $0.firstRange(of: bytes) != nil }
    }

    /// Whether the API can have had the request.
    private static func canHaveLeft(_ call: Exchange) -> Bool {
        switch call.failure?.kind {
        case .resolve, .connect, .connectTimeout, .tls: false
        // Without a connection nothing was written.
        case .cancelled, .other: call.connection.remoteAddress != nil
        case .send, .readTimeout, .reset, .closedEarly, .protocolError, nil: true
        }
    }

    /// Only an identifier that stays inside its path segment.
    private func usable(_ text: String) -> String? {
        IdentifierShape().accepts(Array(text.utf8)) ? text : nil
    }

    private func answeredID(_ call: Exchange) -> String? {
        guard let root = RawAnswer.document(call)?.root else { return nil }
        if let id = root["id"]?.string, let id = usable(id) { return id }
        return root["@id"]?.string?.split(separator: "/").last.flatMap { usable(String($0)) }
    }

    private func pathID(_ call: Exchange, _ operation: String) -> String? {
        guard let path = URLParts(call.request.url)?.path else { return nil }
        let template = operation.drop { $0 != " " }.dropFirst().utf8.split(separator: 0x2F)
        let segments = path.split(separator: 0x2F)
        // A base address may have a path of its own before the operation's.
        guard let place = template.firstIndex(where: { $0.elementsEqual("{id}".utf8) }) else { return nil }
        let index = segments.count - template.count + place
        guard segments.indices.contains(index) else { return nil }
        return usable(String(decoding: segments[index], as: UTF8.self))
    }
}
