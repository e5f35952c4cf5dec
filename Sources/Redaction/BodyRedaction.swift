internal import ExchangeModel
internal import JSONTree

extension ExchangePass {
    /// The body decoded and redacted, or the reason why it can't be.
    ///
    /// - Parameters:
    ///   - method: the request's, for a response; the answer to HEAD has no body.
    ///   - withheld: why an earlier pass left the body out.
    mutating func body(
        _ body: MessageBody,
        headers: HeaderList,
        at place: RedactionPlace,
        method: String,
        withheld: String?
    ) -> RedactedBody {
        let declared = String(
            decoding: text(Array(MediaSniffer.declaredType(headers).utf8), at: nil),
            as: UTF8.self
        )
        let decoded = BodyDecoding.decode(body, headers: headers)
        let isCut = body.isCut || body.isTruncated || decoded.isPartial
        var content = decoded.bytes
        if isCut, decoded.error == nil { content = MediaSniffer.withoutCutCharacter(content) }
        let kind = decoded.error == nil ? MediaSniffer.kind(of: content, declared: declared) : .binary
        var fault: BodySyntaxError?
        var isProper = false
        if decoded.error == nil, !content.isEmpty, kind == .json || MediaSniffer.isJSON(declared) {
            do throws(JSONSyntaxError) {
                _ = try JSONDocument.parse(content)
                isProper = true
            } catch {
                // Text that only begins like JSON is none that anybody promised.
                if MediaSniffer.isJSON(declared) || kind == .json && declared.isEmpty {
                    fault = BodySyntaxError(offset: error.offset, reason: error.reason)
                }
            }
        }
        var reason = body.bytes.isEmpty ? withheld : decoded.error.map { "it could not be decoded: \($0)" }
        var result: [UInt8] = []
        if reason == nil, !content.isEmpty {
            if kind != .binary, kind != .multipart, !MediaSniffer.isReadable(charsetOf: headers) {
                reason = "its character set is not one that this program can search"
            } else {
                switch redacted(content, kind, isProper: isProper, isCut: isCut, headers: headers, at: place) {
                case .success(let bytes): result = bytes
                case .failure(let failure): reason = failure.reason
                }
            }
        }
        var digest = body.keyedDigest
        if reason != nil, digest == nil, !body.isCut, !body.bytes.isEmpty {
            var maker = keys.makeBodyDigest()
            maker.update(body.bytes)
            digest = maker.finalize()
        }
        let facts = BodyFacts(
            mediaKind: kind,
            declaredMediaType: declared,
            contentCodings: decoded.codings,
            syntaxError: fault,
            decoderError: decoded.error ?? (decoded.isPartial ? "the compressed data ends too early" : nil),
            decodedLength: decoded.error == nil ? decoded.bytes.count : nil,
            cameDecoded: decoded.cameDecoded
        )
        return RedactedBody(
            bytes: reason == nil ? result : [],
            withheld: reason,
            facts: facts,
            trueLength: body.trueLength,
            isCut: body.isCut,
            isTruncated: body.isTruncated,
            keyedDigest: digest
        )
    }

    /// The list of what was replaced would need many times the memory of a body with more.
    private static let mostHits = 200_000

    private struct Withheld: Error {
        var reason: String
    }

    private mutating func redacted(
        _ content: [UInt8],
        _ kind: MediaKind,
        isProper: Bool,
        isCut: Bool,
        headers: HeaderList,
        at place: RedactionPlace
    ) -> Result<[UInt8], Withheld> {
        switch kind {
        case .none: return .success([])
        case .binary:
            let isText = !content.contains(0) && MediaSniffer.declaredType(headers).hasPrefix("text/")
            return .failure(Withheld(reason: isText ? "it is not valid UTF-8" : Reason.binary))
        default: break
        }
        var hits: [Hit] = []
        if kind == .multipart {
            let parts = MultipartParts(content, contentType: headers.first("Content-Type") ?? [])
            guard let parts else { return .failure(Withheld(reason: "its parts could not be told apart")) }
            hits = multipart(content, parts, isCut: isCut)
        } else {
            hits = self.hits(in: content, 0..<content.count, kind, isProper: isProper, isCut: isCut)
        }
        guard hits.count <= ExchangePass.mostHits else {
            return .failure(Withheld(reason: "more than \(ExchangePass.mostHits) places in it look secret or personal"))
        }
        let result = ledger.apply(hits, to: content, at: place)
        if kind == .multipart, MediaSniffer.isBinary(result) { return .failure(Withheld(reason: Reason.binary)) }
        return .success(result)
    }

    /// What there is to replace in a piece of text of this kind.
    private mutating func hits(
        in content: [UInt8],
        _ range: Range<Int>,
        _ kind: MediaKind,
        isProper: Bool,
        isCut: Bool
    ) -> [Hit] {
        var hits: [Hit] = []
        let cut: TextScanner.Options = isCut ? .cutEnd : []
        var scanner = scanner
        content.withUnsafeBufferPointer { source in
            switch kind {
            case .json:
                var pass = self
                var walker = JSONWalker(source, scanner: scanner) { name in
                    String(decoding: pass.text(name, at: nil), as: UTF8.self)
                }
                walker.walk(range, isCut: isCut)
                hits = walker.hits
                // Names without quotes, comments, half a string: the walk may have gone astray.
                if !isProper { scanner.scan(source, range, cut.union(.looseJSON), into: &hits) }
            case .csv:
                hits = CSVColumns.hits(source, range, rules.fields)
                scanner.scan(source, range, cut, into: &hits)
            case .form: scanner.scan(source, range, cut.union([.pairs, .form]), into: &hits)
            default:
                // A form or a table without its type is text as well.
                if CSVColumns.looksLikeTable(source, range, rules.fields) {
                    hits = CSVColumns.hits(source, range, rules.fields)
                }
                let looksLikeForm = source[range].prefix(64).contains(0x3D) && !source[range].prefix(64).contains(0x20)
                scanner.scan(source, range, looksLikeForm ? cut.union(.pairs) : cut, into: &hits)
            }
        }
        return hits
    }

    // MARK: Multipart

    private mutating func multipart(_ content: [UInt8], _ parts: MultipartParts, isCut: Bool) -> [Hit] {
        var hits: [Hit] = []
        var scanner = scanner
        let fields = rules.fields
        content.withUnsafeBufferPointer { source in
            for gap in parts.gaps { scanner.scan(source, gap, [], into: &hits) }
        }
        for part in parts.parts {
            for range in part.fileNames {
                let name = Array(content[range])
                hits.append(Hit(range: range, value: name, kind: .name, rule: "body.filename", reason: Reason.personal))
            }
            guard !part.content.isEmpty else { continue }
            let bytes = Array(content[part.content])
            let rule = part.names.compactMap { fields.rule(for: $0, isPair: true) }.first
            let name = String(decoding: text(part.names.first ?? [], at: nil), as: UTF8.self)
            if let rule {
                var hit = Hit(range: part.content, value: bytes, kind: rule.kind, rule: rule.id, reason: rule.reason)
                hit.pointer = name
                hit.rank = 16
                hits.append(hit)
                continue
            }
            let kind = MediaSniffer.kind(of: bytes, declared: part.mediaType)
            if kind == .binary || kind == .multipart || part.isEncoded
                || !MediaSniffer.isReadable(charsetOf: part.headers)
            {
                var hit = Hit(
                    range: part.content,
                    value: bytes,
                    kind: .file,
                    rule: "body.file",
                    reason: Reason.binary
                )
                hit.pointer = name
                hit.rank = 16
                hits.append(hit)
                continue
            }
            hits += self.hits(in: content, part.content, kind, isProper: false, isCut: isCut)
        }
        return hits
    }
}
