internal import ExchangeModel
internal import JSONTree

/// Makes one exchange of one HAR entry.
struct HAREntryReader {
    let index: Int
    /// When the entry before began, for one that does not say.
    let previous: Timestamp?
    private(set) var warnings: [HARWarning] = []

    init(index: Int, previous: Timestamp?) {
        self.index = index
        self.previous = previous
    }

    /// Nil, with a warning, where there is no request to speak of.
    mutating func exchange(from node: JSONNode) -> Exchange? {
        guard let request = node["request"], let url = HARText.bytes("url", of: request), !url.isEmpty else {
            warn("it has no request with a URL; left out")
            return nil
        }
        let own = node["_reprise"]
        let response = node["response"]
        let question = self.request(from: request, url: url, own: own?["request"])
        let answer = response.flatMap { message(from: $0, method: question.method, own: own?["response"]) }
        return Exchange(
            startedAt: startedAt(node),
            monotonicStart: HARMoment.read(own?[HARMoment.name]),
            request: question,
            response: answer,
            failure: failure(of: node, own: own?["failure"], hasAnswer: answer != nil),
            timings: HARTimings.read(node["timings"], own: own?["timings"]),
            connection: connection(from: node, own: own?["connection"])
        )
    }

    private mutating func warn(_ message: String) {
        warnings.append(HARWarning(entry: index, message: message))
    }

    private mutating func startedAt(_ node: JSONNode) -> Timestamp {
        if let text = node["startedDateTime"]?.string, let time = Timestamp(rfc3339: text, assumingUTC: true) {
            return time
        }
        warn("it does not say when it began; the time of the entry before is used")
        return previous ?? Timestamp(microseconds: 0)
    }

    private mutating func request(from node: JSONNode, url: [UInt8], own: JSONNode?) -> RequestMessage {
        var method = node["method"]?.string ?? ""
        if method.isEmpty {
            warn("the request has no method; GET is assumed")
            method = "GET"
        }
        var headers = self.headers(node["headers"])
        var bytes: [UInt8] = []
        let size = HARText.size("bodySize", of: node)
        var isMissing = size ?? 0 > 0
        if let posted = node["postData"], !posted.isNull {
            bytes = content("the request's body", of: posted)
            if bytes.isEmpty, let parameters = posted["params"], parameters.count > 0 {
                bytes = formBody(of: posted, parameters)
                isMissing = bytes.isEmpty
            }
        }
        var body = MessageBody(restoreCoding(of: bytes, headers: &headers))
        if own != nil {
            apply(own, size: size, to: &body)
        } else if bytes.isEmpty, isMissing {
            warn("the request's body\(HAREntryReader.length(size)) is not in the file")
            body = MessageBody([], trueLength: size ?? 0, isCut: true)
        }
        return RequestMessage(
            method: method,
            url: url,
            version: node["httpVersion"]?.string ?? "",
            headers: headers,
            body: body
        )
    }

    /// A form's fields put together again, for tools that keep only those.
    private mutating func formBody(of posted: JSONNode, _ parameters: JSONNode) -> [UInt8] {
        let type = posted["mimeType"]?.string ?? ""
        guard type.isEmpty || type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
            warn("the request's body is only there as a list of its \(parameters.count) parts")
            return []
        }
        let pairs = parameters.elements.map { parameter in
            FormText.encoded(parameter["name"]?.stringBytes ?? []) + [0x3D]
                + FormText.encoded(parameter["value"]?.stringBytes ?? [])
        }
        return Array(pairs.joined(separator: [0x26]))
    }

    /// Nil where the entry has no response: status 0, no fields, no content.
    ///
    /// - Parameter method: the request's; the answer to HEAD has no content.
    private mutating func message(from node: JSONNode, method: String, own: JSONNode?) -> ResponseMessage? {
        guard node.kind == .object else { return nil }
        let status = node["status"].flatMap(HARText.integer) ?? 0
        var headers = self.headers(node["headers"])
        let content = node["content"]
        var bytes = content.map { self.content("the response's content", of: $0) } ?? []
        let isThere = content?["text"].map { $0.kind == .string } ?? false
        if status == 0, headers.fields.isEmpty, bytes.isEmpty, own == nil { return nil }
        let size = content.flatMap { HARText.size("size", of: $0) }
        let wireSize = HARText.size("bodySize", of: node)
        let decodedSize = bytes.count
        bytes = restoreCoding(of: bytes, headers: &headers)
        var body = MessageBody(bytes)
        if own != nil {
            apply(own, size: wireSize, to: &body)
        } else if !isThere, hasContent(status, method: method, sizes: [size, wireSize]) {
            let announced = headers.first("Content-Length").flatMap { ASCII.decimal($0) }
            let length = [size, wireSize, announced].compactMap { $0 }.first { $0 > 0 }
            warn("the response's content\(HAREntryReader.length(length)) is not in the file")
            body = MessageBody([], trueLength: min(length ?? 0, HARText.largestSize), isCut: true)
        } else if bytes.count != decodedSize, let wireSize, wireSize > 0 {
            body.trueLength = wireSize
        }
        return ResponseMessage(
            status: status,
            reason: HARText.bytes("statusText", of: node) ?? [],
            version: node["httpVersion"]?.string ?? "",
            headers: headers,
            body: body,
            trailers: self.headers(own?["trailers"])
        )
    }

    /// The text of `postData` or `content`, decoded where it is base64.
    private mutating func content(_ name: String, of node: JSONNode) -> [UInt8] {
        guard let bytes = HARText.bytes("text", of: node), !bytes.isEmpty else { return [] }
        guard let encoding = (node["encoding"] ?? node["_encoding"])?.string?.lowercased(), encoding == "base64" else {
            return bytes
        }
        guard let decoded = Base64.decode(bytes) else {
            warn("\(name) is said to be base64 and is not; taken as it is")
            return bytes
        }
        return decoded
    }

    /// Whether a response without text had content all the same: browsers leave bodies out, and some the sizes too.
    private func hasContent(_ status: Int, method: String, sizes: [Int?]) -> Bool {
        if sizes.contains(where: { $0 ?? 0 > 0 }) { return true }
        // Nothing was said of its size, and such an answer may have a body (RFC 9110 §6.4.1).
        return !sizes.contains(0) && status >= 200 && status != 204 && status != 304 && method != "HEAD"
    }

    /// ` of 12 bytes`, or nothing where that is unknown.
    private static func length(_ size: Int?) -> String {
        guard let size, size > 0 else { return "" }
        return size == 1 ? " of 1 byte" : " of \(size) bytes"
    }

    /// HAR keeps content decoded and the header that says how it was coded. A message whose header and bytes
    /// disagree could not be decoded later, so gzip and deflate are put around the bytes again (stored, not
    /// compressed: nothing is gained here, and no limit on ratios can be hit). With other codings text can be told
    /// from coded bytes; where it is no text the header goes.
    private mutating func restoreCoding(of bytes: [UInt8], headers: inout HeaderList) -> [UInt8] {
        guard !bytes.isEmpty, let codings = ContentCoding.list(in: headers), !codings.isEmpty else { return bytes }
        if let coded = ContentCoding.apply(codings, to: bytes) { return coded }
        if ContentCoding.isText(bytes) { return bytes }
        headers.remove("Content-Encoding")
        warn("the content is there decoded, so the header Content-Encoding is left out")
        return bytes
    }

    /// What Reprise noted of a body that HAR has no place for.
    private func apply(_ own: JSONNode?, size: Int?, to body: inout MessageBody) {
        if let size { body.trueLength = size }
        body.isCut = own?["isCut"]?.bool ?? false
        body.isTruncated = own?["isTruncated"]?.bool ?? false
        // What was withheld exists, and is not in the file.
        if own?["withheld"]?.string != nil { body.isCut = true }
        body.keyedDigest = own?["keyedDigest"]?.stringBytes.flatMap(Hexadecimal.decode)
    }

    private func headers(_ node: JSONNode?) -> HeaderList {
        var list = HeaderList()
        guard let node, node.kind == .array else { return list }
        for field in node.elements {
            guard let name = HARText.bytes("name", of: field), let value = HARText.bytes("value", of: field),
                // `:method` and the like are no header fields (RFC 9113 §8.3).
                !name.isEmpty, name.first != 0x3A
            else { continue }
            // Browsers join fields of one name with line feeds.
            for part in value.split(separator: 0x0A, omittingEmptySubsequences: false) {
                let line = part.last == 0x0D ? part.dropLast() : part
                list.fields.append(HeaderList.Field(name: name, value: ASCII.trimmed(Array(line))))
            }
        }
        return list
    }

    private func failure(of node: JSONNode, own: JSONNode?, hasAnswer: Bool) -> TransportFailure? {
        let response = node["response"]
        if let own, own.kind == .object {
            let kind = own["kind"]?.string.flatMap(TransportFailure.Kind.init(rawValue:)) ?? .other
            return TransportFailure(kind, own["message"]?.string ?? "")
        }
        let message = (response?["_error"] ?? node["_error"])?.string ?? ""
        if message.isEmpty {
            return hasAnswer ? nil : TransportFailure(.other, "the HAR file holds no response and no reason")
        }
        return TransportFailure(BrowserError.kind(of: message), message)
    }

    private func connection(from node: JSONNode, own: JSONNode?) -> ConnectionInfo {
        if let own, own.kind == .object {
            return ConnectionInfo(
                remoteAddress: own["remoteAddress"]?.string,
                isReused: own["isReused"]?.bool,
                ordinal: own["ordinal"]?.int
            )
        }
        // `connection` means different things: Chrome's socket ids, Firefox's port. Only the address is plain.
        let address = node["serverIPAddress"]?.string ?? ""
        return ConnectionInfo(remoteAddress: address.isEmpty ? nil : address)
    }
}
