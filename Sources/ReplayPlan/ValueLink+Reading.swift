package import ExchangeModel
import JSONTree

extension ValueLink {
    /// Nobody sends more as one value.
    private static let longestValue = 1 << 20

    /// Today's value from today's answer; nil where it has nothing at the place.
    package func value(in answer: AnswerContent) -> [UInt8]? {
        let found: [UInt8]?
        switch place {
        case .header(let name):
            // Several fields of a name, such as Set-Cookie, each may have it.
            for value in answer.headers.all(name) {
                if let part = fitting(value) { return part }
            }
            return nil
        case .json(let pointer):
            guard case .json(let document) = answer.form, let node = document.node(at: pointer) else { return nil }
            found = ValueLink.text(of: node)
        case .csv(let row, let column, let title):
            guard case .csv(let table) = answer.form else { return nil }
            found = table.value(row: row, column: column, title: title)
        case .text: found = answer.body
        }
        return found.flatMap { fitting($0) }
    }

    /// The part of the text that the link takes, where it can be a value.
    func fitting(_ text: [UInt8]) -> [UInt8]? {
        guard let part = pick.part(of: text), part.count <= ValueLink.longestValue else { return nil }
        return part
    }

    /// A string's text, a number's digits; nil for what is no value.
    static func text(of node: JSONNode) -> [UInt8]? {
        node.stringBytes ?? (node.kind == .number ? node.lexeme : nil)
    }

    /// The same for an answer that nothing else is taken from.
    /// - Parameter body: decoded from its content coding.
    package func value(headers: HeaderList, body: [UInt8]) -> [UInt8]? {
        value(in: AnswerContent(headers: headers, body: body))
    }
}

extension ValueLink.Pick {
    /// The part of this text, nil where it has none or that is empty.
    func part(of text: [UInt8]) -> [UInt8]? {
        let found: [UInt8]?
        switch self {
        case .whole: found = text
        case .ulid(let number): found = ValueLink.Pick.atom(.ulid, number, text)
        case .uuid(let number): found = ValueLink.Pick.atom(.uuid, number, text)
        case .run(let number):
            let path = Array(text[DistinctiveText.originLength(text)...])
            let runs = DistinctiveText.runs(in: path)
            found = runs.indices.contains(number) ? Array(path[runs[number]]) : nil
        case .between(let before, let after): found = ValueLink.Pick.between(before, after, text)
        case .relation(let relation): found = LinkField(text).target(relation: Array(relation.utf8))
        }
        return found.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func atom(_ kind: DistinctiveAtom.Kind, _ number: Int, _ text: [UInt8]) -> [UInt8]? {
        let atoms = DistinctiveText.atoms(in: text).filter { $0.kind == kind }
        return atoms.indices.contains(number) ? atoms[number].text : nil
    }

    private static func between(_ before: [UInt8], _ after: [UInt8], _ text: [UInt8]) -> [UInt8]? {
        let start: Int
        if before.isEmpty {
            start = 0
        } else {
            guard let found = text.firstRange(ofBytes: before) else { return nil }
            start = found.upperBound
        }
        if after.isEmpty { return Array(text[start...]) }
        guard let end = text[start...].firstRange(ofBytes: after)?.lowerBound else { return nil }
        return Array(text[start..<end])
    }
}
