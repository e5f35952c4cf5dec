import ExchangeModel
import JSONTree
import Redaction

/// What a recorded success means, prepared for being compared with many answers.
struct RecordedMeaning: Sendable {
    private enum Body: Sendable {
        case unknown
        case json(RecordedJSON)
        case table(TableRows)
        case bytes([UInt8])
    }

    let status: Int
    private let headers: HeaderList
    private let body: Body
    private let isCSV: Bool
    /// Whether the body was recorded as a whole.
    let isWhole: Bool
    private let origin: [UInt8]
    private let startedAt: Timestamp
    private let sameKeys: Bool

    init(_ response: RedactedResponse, of exchange: RedactedExchange, sameKeys: Bool) {
        status = response.status
        headers = response.headers
        origin = ValueRules.origin(of: exchange.request.url)
        startedAt = exchange.startedAt
        self.sameKeys = sameKeys
        isCSV = response.body.facts.mediaKind == .csv
        isWhole = BodyMeaning.isWhole(response.body)
        switch BodyMeaning(response.body) {
        case .unknown, .empty: body = .unknown
        case .json(let document): body = .json(RecordedJSON(document))
        case .table(let rows): body = .table(rows)
        case .bytes(let bytes): body = .bytes(bytes)
        }
    }

    /// In which way the answer's status is another one; nil where it is not.
    static func statusChange(from recorded: Int, to now: Int) -> String? {
        // A conditional request may be answered either way (RFC 9110 §15.4.5).
        if recorded == now || Set([recorded, now]) == [200, 304] { return nil }
        return "\(now) in place of \(recorded)"
    }

    /// Whether the answer can show everything that the recorded one did: no "not modified", no body that is not there
    /// as a whole.
    func isShown(by response: RedactedResponse) -> Bool {
        response.status == status && response.body.withheld == nil && !response.body.isCut
    }

    /// Whether the answer's body has a say: not where one of the two is cut or left out, or the answer is "not
    /// modified".
    func comparesBody(of response: RedactedResponse) -> Bool {
        isWhole && response.status == status && BodyMeaning.isWhole(response.body)
    }

    /// Adds what differs in value.
    ///
    /// - Returns: what no repeat can explain, in words: `200, /id is missing`, another type, another kind of body.
    func compare(
        _ response: RedactedResponse,
        of exchange: RedactedExchange,
        places: inout PlaceTable,
        into differences: inout Differences
    ) -> String? {
        // "Not modified" has neither the fields nor the body.
        guard response.status == status else { return nil }
        let rules = ValueRules(
            sameKeys: sameKeys,
            recordedOrigin: origin,
            origin: ValueRules.origin(of: exchange.request.url),
            moments: (startedAt, exchange.startedAt)
        )
        HeaderMeaning.difference(headers, response.headers, rules: rules, places: &places, into: &differences)
        let now = BodyMeaning(response.body)
        if case .unknown = now { return nil }
        switch (body, now) {
        case (.unknown, _): return nil
        case (.json(let recorded), .json(let document)):
            var comparison = SemanticDifference(recorded, rules: rules)
            comparison.find(recorded.document.root, document.root, places: &places, into: &differences)
            // Where only values of the same type differ, the shape can't.
            guard differences.isStructural else { return nil }
            return recorded.shape.difference(to: JSONShape(document.root)).map { "\(status), \($0)" }
        case (.json, _): return "\(status) without the JSON that was recorded"
        case (.table(let recorded), .table(let rows)):
            if let name = recorded.lostColumn(in: rows) { return "\(status), column \(name) is missing" }
            recorded.difference(to: rows, rules: rules, places: &places, into: &differences)
            return nil
        case (.table, .bytes) where isCSV(response), (.bytes, .table) where isCSV:
            // One of them has too many cells.
            noteOtherBytes(response.body.bytes, &differences)
            return nil
        case (.table, _): return "\(status) without the CSV that was recorded"
        case (.bytes, .empty): return "\(status) without the body that was recorded"
        case (.bytes(let recorded), .bytes(let bytes)):
            if !rules.isSame(recorded, bytes) { noteOtherBytes(bytes, &differences) }
            return nil
        case (.bytes, _): return "\(status) with another kind of body than was recorded"
        }
    }

    private func isCSV(_ response: RedactedResponse) -> Bool { response.body.facts.mediaKind == .csv }

    private func noteOtherBytes(_ bytes: [UInt8], _ differences: inout Differences) {
        differences.add(PlaceTable.body, origin: 0, value: Digest.of(bytes)) {
            ("is not the recorded one", ValueText.short(bytes))
        }
    }
}
