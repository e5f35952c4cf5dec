package import ExchangeModel

/// A value that a request needs and nobody has.
package struct MissingValue: Sendable, Hashable {
    /// For people and settings: the field's name, or the stand-in where there is none.
    package let name: String
    package let place: RedactionPlace
    package let kind: StandInKind

    package init(name: String, place: RedactionPlace, kind: StandInKind) {
        self.name = name
        self.place = place
        self.kind = kind
    }
}

/// A request with its values back, or what it lacks.
package struct RestoredRequest: Sendable {
    /// Nil where anything is missing.
    package let message: RequestMessage?
    package let missing: [MissingValue]
}

/// Puts the values back into a recorded request, so that it can be sent again.
package struct RequestRestorer: Sendable {
    private let keys: RedactionKeys

    /// - Parameter keys: those the values were sealed under.
    package init(keys: RedactionKeys) {
        self.keys = keys
    }

    /// The request as it was sent, but for its credentials, for which `resolve` gives the values of today.
    ///
    /// Every stand-in in the request counts, also one that no list of replacements names, as in flows from files.
    ///
    /// - Parameters:
    ///   - earlier: values by stand-in that count more than those sealed with the exchange: today's, from answers.
    ///   - resolve: the decoded value for a replacement; asked for credentials, and for everything that is not sealed
    ///     with the exchange.
    package func restore(
        _ exchange: RedactedExchange,
        earlier: [[UInt8]: [UInt8]] = [:],
        resolve: (Replacement) -> [UInt8]?
    ) -> RestoredRequest {
        withoutActuallyEscaping(resolve) { restoring(exchange, earlier: earlier, resolve: $0) }
    }

    private func restoring(
        _ exchange: RedactedExchange,
        earlier: [[UInt8]: [UInt8]],
        resolve: @escaping (Replacement) -> [UInt8]?
    ) -> RestoredRequest {
        let request = exchange.request
        var filler = StandInFiller(exchange: exchange, keys: keys, earlier: earlier, resolve: resolve)
        let url = filler.fill(request.url, .url, guess: .percent)
        let method = String(decoding: filler.fill(Array(request.method.utf8), .url, guess: .raw), as: UTF8.self)
        var headers = HeaderList()
        for field in request.headers.fields {
            let value = filler.fill(field.value, .requestHeader(field.nameText), guess: .raw)
            headers.fields.append(.init(name: field.name, value: value))
        }
        var missing = filler.missing
        if request.body.withheld != nil || request.body.isCut {
            missing.append(MissingValue(name: "body", place: .requestBody, kind: .file))
        }
        let guess: ValueEncoding =
            switch request.body.facts.mediaKind {
            case .json: .json
            case .form: .form
            default: .raw
            }
        filler.missing = []
        let body = filler.fill(request.body.bytes, .requestBody, guess: guess)
        missing += filler.missing
        guard missing.isEmpty else { return RestoredRequest(message: nil, missing: missing) }
        // The body is here decoded, and its length may be another.
        if !request.body.bytes.isEmpty { headers.remove("Content-Encoding") }
        if headers.contains("Content-Length") { headers.set("Content-Length", String(body.count)) }
        let message = RequestMessage(
            method: method,
            url: url,
            version: request.version,
            headers: headers,
            body: MessageBody(body)
        )
        let parts = [message.url, message.body.bytes] + message.headers.fields.flatMap { [$0.name, $0.value] }
        for part in parts {
            if let left = StandIn.find(in: part, limit: 1).first {
                let name = String(decoding: left.text, as: UTF8.self)
                missing.append(MissingValue(name: name, place: .url, kind: left.kind))
            }
        }
        return RestoredRequest(message: missing.isEmpty ? message : nil, missing: missing)
    }
}

/// Replaces stand-ins by values.
private struct StandInFiller {
    let exchange: RedactedExchange
    let keys: RedactionKeys
    let earlier: [[UInt8]: [UInt8]]
    let resolve: (Replacement) -> [UInt8]?
    var missing: [MissingValue] = []
    private let sealed: [[UInt8]: SealedValue]

    init(
        exchange: RedactedExchange,
        keys: RedactionKeys,
        earlier: [[UInt8]: [UInt8]],
        resolve: @escaping (Replacement) -> [UInt8]?
    ) {
        self.exchange = exchange
        self.keys = keys
        self.earlier = earlier
        self.resolve = resolve
        sealed = Dictionary(exchange.sealedValues.map { ($0.standIn, $0) }) { first, _ in first }
    }

    mutating func fill(_ bytes: [UInt8], _ place: RedactionPlace, guess: ValueEncoding) -> [UInt8] {
        let found = StandIn.find(in: bytes, limit: .max)
        guard !found.isEmpty else { return bytes }
        let listed = exchange.replacements.filter { $0.place == place }
        var result: [UInt8] = []
        var position = 0
        for standIn in found where standIn.range.lowerBound >= position {
            if standIn.isInBase64 {
                result += bytes[position..<standIn.range.lowerBound]
                result += base64(Array(bytes[standIn.range]), place, listed)
                position = standIn.range.upperBound
                continue
            }
            let replacement = replacement(standIn, place, listed, bytes, guess)
            guard let value = value(for: replacement) else { continue }
            var range = standIn.range
            // A number or the like had no quotes.
            if replacement.encoding == .json, ![.string, .none].contains(replacement.shape.jsonType),
                range.lowerBound > position, range.upperBound < bytes.count, bytes[range.lowerBound - 1] == 0x22,
                bytes[range.upperBound] == 0x22
            {
                range = (range.lowerBound - 1)..<(range.upperBound + 1)
            }
            result += bytes[position..<range.lowerBound]
            result += Coding.encoded(value, as: replacement.encoding)
            position = range.upperBound
        }
        return result + bytes[position...]
    }

    private func replacement(
        _ found: StandIn.Found,
        _ place: RedactionPlace,
        _ listed: [Replacement],
        _ bytes: [UInt8],
        _ guess: ValueEncoding
    ) -> Replacement {
        let text = String(decoding: found.text, as: UTF8.self)
        if let exact = listed.first(where: { $0.standIn == text && $0.range.overlaps(found.range) }) { return exact }
        if let same = listed.first(where: { $0.standIn == text }) { return same }
        return Replacement(
            place: place,
            pointer: "",
            rule: "stand-in",
            reason: "it was replaced before",
            kind: found.kind,
            standIn: text,
            range: found.range,
            shape: ValueShape(jsonType: .none, codePoints: 0, formats: []),
            encoding: found.isPercentEncoded && guess == .raw ? .percent : guess
        )
    }

    private mutating func value(for replacement: Replacement) -> [UInt8]? {
        if let value = earlier[Array(replacement.standIn.utf8)] { return value }
        if !replacement.kind.isCredential, let box = sealed[Array(replacement.standIn.utf8)],
            let value = try? keys.open(box)
        {
            return value
        }
        if let value = resolve(replacement) { return value }
        let name = replacement.pointer.isEmpty ? replacement.standIn : replacement.pointer
        missing.append(MissingValue(name: name, place: replacement.place, kind: replacement.kind))
        return nil
    }

    /// Basic credentials: decoded, filled and encoded again.
    private mutating func base64(_ run: [UInt8], _ place: RedactionPlace, _ listed: [Replacement]) -> [UInt8] {
        guard let decoded = Coding.base64Decoded(run) else { return run }
        var result: [UInt8] = []
        var position = 0
        for found in decoded.withUnsafeBufferPointer({ StandIn.ranges(in: $0) }) {
            let replacement = replacement(found, place, listed, decoded, .raw)
            guard let value = value(for: replacement) else { continue }
            result += decoded[position..<found.range.lowerBound] + value
            position = found.range.upperBound
        }
        return Coding.base64(result + decoded[position...])
    }
}
