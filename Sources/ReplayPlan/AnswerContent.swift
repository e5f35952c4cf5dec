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
    /// Today's values; a link that finds nothing has none. However many there are, a JSON body is walked once.
    package func values(of links: [ValueLink]) -> [ValueLink: [UInt8]] {
        var result: [ValueLink: [UInt8]] = [:]
        var tree = PointerTree()
        for link in links {
            if case .json(let pointer) = link.place {
                tree.add(link, at: pointer)
            } else {
                result[link] = link.value(in: self)
            }
        }
        guard case .json(let document) = form else { return result }
        tree.find(in: document) { node, links in
            guard let text = ValueLink.text(of: node) else { return }
            for link in links { result[link] = link.fitting(text) }
        }
        return result
    }
}
