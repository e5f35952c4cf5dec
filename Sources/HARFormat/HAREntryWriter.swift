internal import ExchangeModel
internal import Redaction

/// One exchange as a HAR entry.
enum HAREntryWriter {
    static func write(_ entry: HAREntryInput, to json: inout JSONBuilder) {
        let exchange = entry.exchange
        json.object { json in
            json.string("startedDateTime", exchange.startedAt.text(fractionDigits: 6))
            json.number("time", HARTimings.milliseconds(exchange.timings.total))
            json.object("request") { request(exchange.request, to: &$0) }
            json.object("response") { response(exchange, to: &$0) }
            json.object("cache") { _ in }
            json.object("timings") { HARTimings.write(exchange.timings, to: &$0) }
            if let address = exchange.connection.remoteAddress, let host = host(of: address) {
                json.string("serverIPAddress", host)
            }
            if let ordinal = exchange.connection.ordinal { json.string("connection", String(ordinal)) }
            json.object("_reprise") { own(entry, to: &$0) }
        }
    }

    private static func request(_ request: RedactedRequest, to json: inout JSONBuilder) {
        json.string("method", request.method)
        json.exact("url", request.url)
        json.string("httpVersion", request.version)
        json.array("cookies") { _ in }
        headers(request.headers, named: "headers", to: &json)
        json.array("queryString") { json in
            for (name, value) in FormText.pairs(of: query(of: request.url)) {
                json.object { json in
                    json.string("name", name)
                    json.string("value", value)
                }
            }
        }
        if !request.body.bytes.isEmpty {
            json.object("postData") { json in
                json.string("mimeType", request.headers.first("Content-Type") ?? [])
                json.exact("text", request.body.bytes)
            }
        }
        if let comment = comment(on: request.body) { json.string("comment", comment) }
        json.number("headersSize", -1)
        json.number("bodySize", request.body.trueLength)
    }

    private static func response(_ exchange: RedactedExchange, to json: inout JSONBuilder) {
        let response = exchange.response
        let body = response?.body.bytes ?? []
        json.number("status", response?.status ?? 0)
        json.exact("statusText", response?.reason ?? [])
        json.string("httpVersion", response?.version ?? "")
        json.array("cookies") { _ in }
        headers(response?.headers ?? HeaderList(), named: "headers", to: &json)
        json.object("content") { json in
            json.number("size", body.count)
            json.string("mimeType", response?.headers.first("Content-Type") ?? Array("x-unknown".utf8))
            if String(validating: body, as: UTF8.self) != nil {
                json.string("text", body)
            } else {
                json.string("text", Base64.encode(body))
                json.string("encoding", "base64")
            }
            // Viewers show an empty body otherwise.
            if let comment = response.flatMap({ comment(on: $0.body) }) { json.string("comment", comment) }
        }
        json.string("redirectURL", response?.headers.first("Location") ?? [])
        json.number("headersSize", -1)
        json.number("bodySize", response?.body.trueLength ?? -1)
        if let failure = exchange.failure { json.string("_error", failure.message) }
    }

    private static func own(_ entry: HAREntryInput, to json: inout JSONBuilder) {
        let exchange = entry.exchange
        if let number = entry.number { json.number("number", number) }
        if entry.showsProcess, let moment = exchange.monotonicStart { HARMoment.write(moment, to: &json) }
        json.object("request") { body(exchange.request.body, to: &$0) }
        if let response = exchange.response {
            json.object("response") { json in
                body(response.body, to: &json)
                if !response.trailers.fields.isEmpty { headers(response.trailers, named: "trailers", to: &json) }
            }
        }
        if let failure = exchange.failure {
            json.object("failure") { json in
                json.string("kind", failure.kind.rawValue)
                json.string("message", failure.message)
            }
        }
        let unmeasured = HARTimings.unmeasured(exchange.timings)
        if !unmeasured.isEmpty {
            json.object("timings") { json in
                json.array("unmeasured") { json in unmeasured.forEach { json.string(nil, Array($0.utf8)) } }
            }
        }
        json.object("connection") { json in
            if let address = exchange.connection.remoteAddress { json.string("remoteAddress", address) }
            if let isReused = exchange.connection.isReused { json.bool("isReused", isReused) }
            if let ordinal = exchange.connection.ordinal { json.number("ordinal", ordinal) }
        }
        if !exchange.replacements.isEmpty {
            json.array("replacements") { json in
                for replacement in exchange.replacements {
                    json.object { json in
                        json.string("place", "\(replacement.place)")
                        if !replacement.pointer.isEmpty { json.string("pointer", replacement.pointer) }
                        json.string("rule", replacement.rule)
                        json.string("standIn", replacement.standIn)
                    }
                }
            }
        }
    }

    /// What of the body is not here, and why, for people.
    private static func comment(on body: RedactedBody) -> String? {
        if let withheld = body.withheld { return "the body of \(body.trueLength) bytes was left out: \(withheld)" }
        if body.isCut, body.bytes.isEmpty { return "the body was not recorded" }
        if body.isCut { return "only the beginning of the body was kept; it had \(body.trueLength) bytes" }
        return body.isTruncated ? "the body ended before its announced end" : nil
    }

    private static func body(_ body: RedactedBody, to json: inout JSONBuilder) {
        if body.isCut { json.bool("isCut", true) }
        if body.isTruncated { json.bool("isTruncated", true) }
        if let withheld = body.withheld { json.string("withheld", withheld) }
        if let digest = body.keyedDigest { json.string("keyedDigest", Hexadecimal.encode(digest)) }
    }

    private static func headers(_ headers: HeaderList, named name: String, to json: inout JSONBuilder) {
        json.array(name) { json in
            for field in headers.fields {
                json.object { json in
                    json.exact("name", field.name)
                    json.exact("value", field.value)
                }
            }
        }
    }

    private static func query(of url: [UInt8]) -> [UInt8] {
        let part = url.prefix { $0 != 0x23 }
        guard let mark = part.firstIndex(of: 0x3F) else { return [] }
        return Array(part[(mark + 1)...])
    }

    /// `127.0.0.1:8080` and `[::1]:8080` without brackets and port.
    private static func host(of address: String) -> String? {
        if address.hasPrefix("["), let end = address.firstIndex(of: "]") {
            return String(address[address.index(after: address.startIndex)..<end])
        }
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : address
    }
}
