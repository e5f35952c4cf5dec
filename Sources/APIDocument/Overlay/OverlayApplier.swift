internal import JSONTree

/// Applies the actions of an overlay to a tree, one after the other.
struct OverlayApplier {
    /// How many nodes one target may look at.
    private static let budget = 5_000_000
    /// How many nodes the tree may grow to.
    private static let largest = 4_000_000

    private let overlay: Overlay
    private var tree: ValueTree
    private var warnings: [OverlayResult.Warning] = []
    private var touched: [ValueTree.ID] = []

    init(overlay: Overlay, document: LoadedDocument) {
        self.overlay = overlay
        tree = ValueTree(document.json.root) { document.line(of: $0) }
    }

    mutating func run(on document: LoadedDocument) throws(OverlayError) -> OverlayResult {
        var drafts: [(action: OverlayAction, matches: Int, touched: [ValueTree.ID], removed: [String])] = []
        for action in overlay.actions {
            var evaluator = JSONPathEvaluator(tree: tree, budget: OverlayApplier.budget)
            let targets: [ValueTree.ID]
            do {
                targets = try evaluator.nodes(of: action.target)
            } catch {
                throw fault("the target looks at more than \(OverlayApplier.budget) values", action)
            }
            if targets.isEmpty { warn("the target matches nothing in \(document.name): \(action.target.text)", action) }
            touched = []
            var removed: [String] = []
            if action.removes {
                removed = remove(targets, action)
            } else if let update = action.update {
                for target in targets { try apply(update, to: target, action) }
            }
            drafts.append((action, targets.count, touched, removed))
        }
        let (bytes, lines) = tree.written()
        let json: JSONDocument
        do {
            json = try JSONDocument.parse(bytes)
        } catch {
            throw OverlayError(
                file: overlay.name,
                line: nil,
                pointer: "",
                reason: "the result is no JSON: \(error.reason)"
            )
        }
        let pointers = tree.pointers(to: Set(drafts.flatMap(\.touched)))
        let applications = drafts.map { draft in
            OverlayResult.Application(
                action: draft.action.index,
                reason: draft.action.reason,
                matches: draft.matches,
                changed: draft.touched.compactMap { pointers[$0] },
                removed: draft.removed
            )
        }
        return OverlayResult(
            document: LoadedDocument(uri: document.uri, name: document.name, json: json, lines: lines),
            applications: applications,
            warnings: warnings
        )
    }

    private mutating func remove(_ targets: [ValueTree.ID], _ action: OverlayAction) -> [String] {
        if targets.contains(tree.root) { warn("the whole document can't be removed", action) }
        let gone = Set(targets.filter { $0 != tree.root })
        let pointers = tree.pointers(to: gone)
        tree.remove(gone)
        return targets.compactMap { pointers[$0] }
    }

    private mutating func apply(
        _ update: JSONNode,
        to target: ValueTree.ID,
        _ action: OverlayAction
    ) throws(OverlayError) {
        switch tree.kind(of: target) {
        case .array:
            // "An entry to append", says 1.0; where the entry is a list, its entries are meant, as later versions say.
            let entries = update.kind == .array ? Array(update.elements) : [update]
            for entry in entries { try append(entry, to: target, action) }
        case .object:
            guard update.kind == .object else {
                warn("the target is an object and the update is none, so nothing was changed", action)
                return
            }
            try merge(update, into: target, action)
        default:
            touched.append(target)
            tree.replace(target, by: try copied(update, action))
        }
    }

    /// Merges members: objects in objects, lists after lists; anything else replaces.
    private mutating func merge(
        _ update: JSONNode,
        into target: ValueTree.ID,
        _ action: OverlayAction
    ) throws(OverlayError) {
        var pending: [(JSONNode, ValueTree.ID)] = [(update, target)]
        while let (update, target) = pending.popLast() {
            for (key, value) in update.members {
                let key = key.stringBytes ?? []
                guard let member = tree.member(key, of: target) else {
                    let child = try copied(value, action)
                    tree.set(child, forKey: key, of: target)
                    touched.append(child)
                    continue
                }
                switch (value.kind, tree.kind(of: member)) {
                case (.object, .object): pending.append((value, member))
                case (.array, .array): for entry in value.elements { try append(entry, to: member, action) }
                default:
                    tree.replace(member, by: try copied(value, action))
                    touched.append(member)
                }
            }
        }
    }

    private mutating func append(
        _ entry: JSONNode,
        to array: ValueTree.ID,
        _ action: OverlayAction
    ) throws(OverlayError) {
        let child = try copied(entry, action)
        tree.append(child, toArray: array)
        touched.append(child)
    }

    /// The overlay's own lines are not the document's.
    private mutating func copied(_ node: JSONNode, _ action: OverlayAction) throws(OverlayError) -> ValueTree.ID {
        guard tree.nodes.count < OverlayApplier.largest else {
            throw fault("the document would grow beyond \(OverlayApplier.largest) values", action)
        }
        return tree.copy(node, parent: nil) { _ in nil }
    }

    private mutating func warn(_ message: String, _ action: OverlayAction) {
        warnings.append(
            OverlayResult.Warning(action: action.index, file: overlay.name, line: action.line, message: message)
        )
    }

    private func fault(_ reason: String, _ action: OverlayAction) -> OverlayError {
        OverlayError(file: overlay.name, line: action.line, pointer: "/actions/\(action.index)", reason: reason)
    }
}

extension Overlay {
    /// The document with all actions applied. The document itself stays as it is.
    package func apply(to document: LoadedDocument) throws(OverlayError) -> OverlayResult {
        var applier = OverlayApplier(overlay: self, document: document)
        return try applier.run(on: document)
    }
}
