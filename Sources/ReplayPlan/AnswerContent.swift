package import ExchangeModel
import JSONTree

/// An answer opened once for all links that take values from it. Raw: in memory only.
package struct AnswerContent: Sendable {
    enum Form: Sendable {
        case json(JSONDocument)
        case csv(CSVTable)
        case text
    }

    let headers: HeaderList
    /// Without content codings.
    let body: [UInt8]
    let form: Form

    /// - Parameter body: decoded from its content coding.
    package init(headers: HeaderList, body: [UInt8]) {
        self.headers = headers
        self.body = body
        let type = ASCII.lower(headers.first("Content-Type") ?? [])
        let first = body.first { $0 > 0x20 }
        if first == 0x7B || first == 0x5B || type.firstRange(ofBytes: "json") != nil,
            let document = try? JSONDocument.parse(body)
        {
            form = .json(document)
        } else if type.firstRange(ofBytes: "csv") != nil, let table = CSVTable(body) {
            form = .csv(table)
        } else {
            form = .text
        }
    }
}

extension AnswerContent {
    /// More links than this are looked up in one walk over the document.
    private static let fewLinks = 32

    /// Today's values; a link that finds nothing has none.
    package func values(of links: [ValueLink]) -> [ValueLink: [UInt8]] {
        var result: [ValueLink: [UInt8]] = [:]
        guard links.count > AnswerContent.fewLinks, case .json(let document) = form else {
            for link in links { result[link] = link.value(in: self) }
            return result
        }
        var waiting: [JSONPointer: [ValueLink]] = [:]
        for link in links {
            if case .json(let pointer) = link.place {
                waiting[pointer, default: []].append(link)
            } else {
                result[link] = link.value(in: self)
            }
        }
        JSONWalk.forEachScalar(of: document) { node, walk in
            for link in waiting[walk.pointer] ?? [] {
                result[link] = ValueLink.text(of: node).flatMap { link.fitting($0) }
            }
        }
        return result
    }
}
