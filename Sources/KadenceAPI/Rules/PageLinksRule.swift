internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import JSONTree
internal import Redaction

/// The links of `hydra:view` lead where their names say: this page, its neighbours, the first and the last.
///
/// The vendor's document does not mention them, so all of this is inference from how API Platform pages.
package struct PageLinksRule: ContractRule {
    package let id = "kadence.page-links"
    package var failures: [String] { [] }

    package init() {}

    package func evaluate(_ subject: CheckSubject) -> [Observation] {
        guard let answer = CollectionAnswer(subject), let page = answer.query.page else { return [] }
        let total = answer.total(subject)
        guard let view = answer.root["hydra:view"] else {
            guard let total, page == 1, total > answer.members.count else { return [] }
            return [observation("view", "there are more pages, but no hydra:view leads to them", "", "required")]
        }
        guard view.kind == .object else { return [] }
        let size = answer.requestedSize.flatMap { $0.lowerBound == $0.upperBound ? $0.lowerBound : nil }
        let last = total.flatMap { total in size.map { max(1, (total - 1) / $0 + 1) } }
        let own = PageLink.normalized(answer.query)
        var found: [Observation] = []

        func check(_ name: String, _ what: String, _ isRight: (Int) -> Bool) {
            guard let node = view[name], node.kind == .string, case .actual = subject.view(of: node),
                let bytes = node.stringBytes, let link = PageLink(bytes)
            else { return }
            let pointer = "/hydra:view/" + name
            if link.path != answer.path || !link.isOf(own) {
                found.append(
                    observation("query", "\(name) leads to another list than the one asked for", pointer, name)
                )
            } else if !isRight(link.page) {
                found.append(
                    observation("page", "\(name) leads to page \(link.page), which is not \(what)", pointer, name)
                )
            }
        }

        check("@id", "the page asked for") { $0 == page }
        check("hydra:first", "the first") { $0 == 1 }
        check("hydra:next", "the next one") { $0 == page + 1 }
        // Behind the end the one before is the last there is.
        check("hydra:previous", "the one before") {
            $0 == page - 1 || last.map { page > $0 + 1 } ?? false && $0 == last
        }
        if let last { check("hydra:last", "the last") { $0 == last } }
        if let last, view["hydra:next"] == nil, page < last {
            found.append(
                observation(
                    "next",
                    "this is page \(page) of \(last), but no hydra:next leads on",
                    "/hydra:view",
                    "hydra:next"
                )
            )
        } else if let last, view["hydra:next"] != nil, page >= last {
            found.append(
                observation(
                    "beyond",
                    "this is page \(page) of \(last), but hydra:next leads on",
                    "/hydra:view/hydra:next",
                    "hydra:next"
                )
            )
        }
        return found
    }

    private func observation(_ part: String, _ message: String, _ pointer: String, _ keyword: String) -> Observation {
        Observation(
            rule: id + "." + part,
            severity: .info,
            provenance: .inference,
            message: message,
            dataPointer: pointer,
            specPointer: SpecPlace.view,
            keyword: keyword
        )
    }
}

/// A link to a page of a list, with what it asks for in a form that can be compared.
struct PageLink {
    let path: APIPath
    let page: Int
    private let pairs: [String: [UInt8]]

    /// Nil for what is no link into the API, holds a stand-in, or names a page by no number.
    init?(_ link: [UInt8]) {
        guard link.count <= 16_384, !StandIn.occurs(in: link) else { return nil }
        let mark = link.firstIndex(of: 0x3F) ?? link.endIndex
        let before = Array(link[..<mark])
        guard let path = APIPath(before.first == 0x2F ? before : URLParts(before)?.path ?? []) else { return nil }
        let query = RequestQuery(Array(link[mark...].dropFirst().prefix { $0 != 0x23 }))
        guard let page = query.page else { return nil }
        self.path = path
        self.page = page
        pairs = PageLink.normalized(query)
    }

    /// Whether the link asks for the same list as the request. A request with stand-ins in it can't be compared, and a
    /// link may well leave out what the API did not understand.
    func isOf(_ request: [String: [UInt8]]) -> Bool {
        pairs.allSatisfy { name, value in
            guard let asked = request[name] else { return PageLink.added.contains(name) }
            return asked == value || StandIn.occurs(in: asked)
        }
    }

    /// What a link may say though the request did not.
    private static let added: Set<String> = ["itemsPerPage", "pagination"]

    /// Names and values without the page, names as PHP reads them: dots and spaces are underscores.
    static func normalized(_ query: RequestQuery) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for item in query.items where item.name != "page" {
            let name = String(decoding: item.name.utf8.map { $0 == 0x2E || $0 == 0x20 ? 0x5F : $0 }, as: UTF8.self)
            result[name] = item.bytes
        }
        return result
    }
}
