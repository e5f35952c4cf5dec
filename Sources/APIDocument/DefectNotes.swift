internal import JSONSchema
internal import JSONTree

/// Gathers defects, each once, and puts them in the order of the documents.
struct DefectNotes {
    struct Note {
        let kind: DocumentDefect.Kind
        /// What the defect is about, for those who may take it back.
        let subject: String
        let defect: DocumentDefect
        /// Where it stands: which document, and which value of it.
        let order: (Int, Int)
    }

    private struct Key: Hashable {
        let kind: DocumentDefect.Kind
        let keyword: String
        let place: SchemaPlace
    }

    private var notes: [Note] = []
    private var seen: Set<Key> = []

    /// - Parameters:
    ///   - keyword: the member that is wrong; empty for the place as a whole.
    ///   - node: what stands at the place.
    @discardableResult
    mutating func add(
        _ kind: DocumentDefect.Kind,
        _ keyword: String,
        _ place: SchemaPlace,
        _ node: JSONNode?,
        _ set: DocumentSet,
        _ message: String,
        subject: String = ""
    ) -> DocumentDefect {
        let document = set[place.document]
        let defect = DocumentDefect(
            kind: kind,
            keyword: keyword,
            place: place,
            file: set.name(of: place.document),
            line: node.flatMap { document?.line(ofMember: keyword, of: $0) },
            message: message
        )
        if seen.insert(Key(kind: kind, keyword: keyword, place: place)).inserted {
            let order = (set.position(of: place.document), node?.index ?? 0)
            notes.append(Note(kind: kind, subject: subject, defect: defect, order: order))
        }
        return defect
    }

    mutating func removeAll(where isWrong: (Note) -> Bool) { notes.removeAll(where: isWrong) }

    /// In the order of the documents, of each from its first line to its last.
    var sorted: [DocumentDefect] {
        notes.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(
            \.element.defect
        )
    }
}

private func < (a: ((Int, Int), Int), b: ((Int, Int), Int)) -> Bool {
    (a.0.0, a.0.1, a.1) < (b.0.0, b.0.1, b.1)
}
