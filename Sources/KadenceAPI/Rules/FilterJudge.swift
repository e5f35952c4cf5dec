internal import APIDocument
internal import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// Holds members of a list against one condition, with what redaction leaves to see.
struct FilterJudge {
    enum Fit: Sendable, Hashable {
        case fits
        case breaks
        /// The moment is the bound itself, which a strict bound leaves out.
        case onTheBound
        /// Stand-ins differ, and whether the values do is not to be told.
        case hidden
        /// Nothing there to judge, or nothing that could be.
        case silent
    }

    let condition: FilterCondition
    private let subject: CheckSubject
    private let wanted: RequestQuery.Value
    private let wantedID: ULID?
    private let wantedMoment: Timestamp?
    /// What is known of a value that was replaced in the URL.
    private let wantedShape: ValueShape?

    /// Nil where the query does not use the condition's parameter, or not in a way that is understood.
    init?(_ condition: FilterCondition, _ query: RequestQuery, _ subject: CheckSubject) {
        guard let wanted = query[condition.parameter], wanted != .unknown else { return nil }
        self.condition = condition
        self.subject = subject
        self.wanted = wanted
        var id: ULID?
        var moment: Timestamp?
        if case .text(let bytes) = wanted {
            switch condition.kind {
            case .reference:
                id = ULID(bytes)
                if id == nil { return nil }
            case .moment:
                moment = FilterJudge.moment(bytes)
                if moment == nil { return nil }
            case .equal, .equalIgnoringCase, .contains: break
            }
        } else if condition.kind != .equal, condition.kind != .equalIgnoringCase, condition.kind != .contains {
            return nil
        }
        wantedID = id
        wantedMoment = moment
        if case .standIn(let text) = wanted {
            wantedShape = subject.exchange.replacements.first { $0.place == .url && $0.standIn == text }?.shape
        } else {
            wantedShape = nil
        }
    }

    /// `YYYY-MM-DDThh:mm:ss`, which is UTC unless an offset says otherwise.
    static func moment(_ bytes: [UInt8]) -> Timestamp? {
        guard bytes.count <= 40 else { return nil }
        return Timestamp(rfc3339: String(decoding: bytes, as: UTF8.self), assumingUTC: true)
    }

    func judge(_ member: JSONNode) -> Fit {
        var node = member
        for name in condition.member {
            // What the path leads through may be an IRI, or not there: then the answer does not show the value.
            guard node.kind == .object, let next = node[name] else { return .silent }
            node = next
        }
        switch condition.kind {
        case .reference: return reference(node)
        case .moment(let bound): return moment(node, bound)
        case .equal, .equalIgnoringCase, .contains: return text(node)
        }
    }

    // MARK: Ids

    private func reference(_ node: JSONNode) -> Fit {
        guard let wantedID else { return .silent }
        // Nothing is in no building; where the answer says nothing at all, nothing is said here.
        if node.isNull { return .breaks }
        if node.kind == .object {
            guard let inner = node["id"] ?? node["@id"] else { return .silent }
            return inner.kind == .string ? reference(inner) : .silent
        }
        guard node.kind == .string, case .actual = subject.view(of: node), let bytes = node.stringBytes else {
            return .silent
        }
        // What is neither an id nor an IRI with one in it is not this rule's matter.
        guard let id = ULID(bytes) ?? ResourceIRI.resource(bytes)?.id else { return .silent }
        return id == wantedID ? .fits : .breaks
    }

    // MARK: Moments

    private func moment(_ node: JSONNode, _ bound: FilterCondition.Moment) -> Fit {
        guard let wantedMoment, node.kind == .string, case .actual = subject.view(of: node),
            let text = node.string, text.utf8.count <= 64, let shown = Timestamp(rfc3339: text)
        else { return .silent }
        guard bound.isLocal else {
            if shown == wantedMoment { return bound.isStrict ? .onTheBound : .fits }
            return (shown > wantedMoment) == bound.isAfter ? .fits : .breaks
        }
        // Clocks on walls lie between 12 hours behind and 14 hours ahead of UTC; which of them the building's is, this
        // answer does not say. So only what would break the bound in every zone does.
        let furthest = shown.advanced(by: bound.isAfter ? .seconds(14 * 3_600) : .seconds(-12 * 3_600))
        if furthest == wantedMoment { return .fits }
        return (furthest > wantedMoment) == bound.isAfter ? .fits : .breaks
    }

    // MARK: Texts

    private func text(_ node: JSONNode) -> Fit {
        guard node.kind == .string, let shown = node.stringBytes else { return .silent }
        switch subject.view(of: node) {
        case .actual:
            guard case .text(let bytes) = wanted else { return byLength(of: FilterJudge.length(of: shown), shape: nil) }
            return compare(bytes, with: shown)
        case .replaced(let shape):
            if case .standIn(let text) = wanted, shown.elementsEqual(text.utf8) { return .fits }
            return byLength(of: shape.codePoints, shape: shape)
        case .unknown:
            if case .standIn(let text) = wanted, shown.elementsEqual(text.utf8) { return .fits }
            return isExact ? .hidden : .silent
        }
    }

    private var isExact: Bool { condition.kind != .contains }

    /// Code points, as a shape counts them.
    private static func length(of text: [UInt8]) -> Int { text.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } }

    /// Where one of the two was replaced, their lengths may still tell them apart.
    ///
    /// Only for ASCII: changing the case of other letters can change their number. Of replaced values only those that
    /// were e-mail addresses are known to be ASCII.
    private func byLength(of shown: Int, shape: ValueShape?) -> Fit {
        let wantedLength: Int
        switch wanted {
        case .text(let text):
            guard text.allSatisfy({ $0 < 0x80 }) else { return .silent }
            wantedLength = text.count
        case .standIn:
            guard let wantedShape, wantedShape.formats.contains("email") || !isExact else {
                return isExact ? .hidden : .silent
            }
            wantedLength = wantedShape.codePoints
        case .unknown: return .silent
        }
        if let shape, !shape.formats.contains("email") { return isExact ? .hidden : .silent }
        if condition.kind == .contains { return wantedLength > shown ? .breaks : .silent }
        return wantedLength == shown ? .hidden : .breaks
    }

    private func compare(_ wanted: [UInt8], with shown: [UInt8]) -> Fit {
        if condition.kind == .equal { return wanted == shown ? .fits : .breaks }
        // How letters beyond ASCII are compared (ü with u, say) is the database's affair.
        guard wanted.allSatisfy({ $0 < 0x80 }), shown.allSatisfy({ $0 < 0x80 }) else { return .silent }
        let (needle, text) = (ASCII.lower(ASCII.trimmed(wanted)), ASCII.lower(shown))
        if condition.kind == .equalIgnoringCase { return needle == ASCII.trimmed(text) ? .fits : .breaks }
        return FilterJudge.occurs(needle, in: text) ? .fits : .breaks
    }

    /// Long values are given up, so that what a query and an answer can cost together stays small.
    private static func occurs(_ needle: [UInt8], in text: [UInt8]) -> Bool {
        guard needle.count <= 256 else { return true }
        return needle.isEmpty || text.firstRange(of: needle) != nil
    }
}
