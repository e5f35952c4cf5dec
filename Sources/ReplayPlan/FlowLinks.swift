import ExchangeModel
import JSONTree
import Redaction

/// Finds which values of a recorded flow come from where, by their first appearance.
struct FlowLinker {
    private enum Origin {
        case link(ValueLink)
        case variable(String)
        /// First in a request, and nothing that would be another value today.
        case request
    }

    private struct TargetOrigin {
        let link: ValueLink
        let isRedirect: Bool
    }

    private struct Drawn {
        let name: String
        let kind: String
        let recorded: [UInt8]
        let isStandIn: Bool
        var uses: [FlowVariable.Use]
    }

    private var origins: [[UInt8]: Origin] = [:]
    private var targets: [[UInt8]: TargetOrigin] = [:]
    /// For fields that repeat a field of an answer.
    private var fields: [(step: Int, name: String, path: [UInt8], value: [UInt8])] = []
    /// What requests have, and nothing has been seen of so far.
    private var openValues: Set<[UInt8]>
    private var openTargets: Set<[UInt8]>
    private var names: VariableNames
    private var variables: [Drawn] = []
    private var variableIndex: [String: Int] = [:]

    private init(_ requests: [RequestReading], names: [FlowVariable]) {
        self.names = VariableNames(given: names)
        openValues = []
        for spot in requests.flatMap(\.spots) {
            if !spot.onlyStandIns, !spot.holdsStandIn { openValues.insert(spot.value) }
            for atom in spot.atoms { openValues.insert(atom.text) }
        }
        openTargets = Set(requests.map(\.target))
    }

    /// The inputs of each exchange's request, and the variables in the order of their first use.
    static func link(
        _ exchanges: [RedactedExchange],
        names: [FlowVariable]
    ) -> (inputs: [[FlowInput]], variables: [FlowVariable]) {
        let requests = exchanges.map { RequestReading($0.request) }
        var linker = FlowLinker(requests, names: names)
        var inputs: [[FlowInput]] = []
        for (step, exchange) in exchanges.enumerated() {
            inputs.append(linker.inputs(of: requests[step], step: step))
            guard step + 1 < exchanges.count, let response = exchange.response else { continue }
            linker.take(response, step: step, path: requests[step].path)
        }
        let variables = linker.variables.map { drawn in
            FlowVariable(
                name: drawn.name,
                kind: drawn.kind,
                recorded: drawn.recorded,
                isStandIn: drawn.isStandIn,
                uses: drawn.uses
            )
        }
        return (inputs, variables)
    }

    // MARK: Requests

    private mutating func inputs(of request: RequestReading, step: Int) -> [FlowInput] {
        var found = InputList()
        let linksTarget = linkTarget(of: request, in: &found)
        for spot in request.spots where !(linksTarget && spot.place == .url) {
            if !spot.pair.isEmpty, !spot.holdsStandIn, let link = pairedField(spot, path: request.path) {
                found.add(spot, spot.value, .link(link), .whole, isStandIn: false)
            } else {
                values(of: spot, step: step, in: &found)
            }
        }
        openTargets.remove(request.target)
        for spot in request.spots where origins[spot.value] == nil { see(spot.value, .request) }
        return found.inputs
    }

    /// Whether path and query come whole from an earlier answer. A path alone does so only from a redirect, or where its
    /// ids do not come from anywhere: by its ids a flow is easier to follow.
    private func linkTarget(of request: RequestReading, in found: inout InputList) -> Bool {
        guard let origin = targets[request.target] else { return false }
        let atoms = request.spots.filter { $0.place == .url }.flatMap(\.atoms)
        let isKnown = !atoms.isEmpty && atoms.allSatisfy { isOrigin($0.text) }
        guard request.hasQuery || origin.isRedirect || !isKnown else { return false }
        found.addTarget(request.target, origin.link)
        return true
    }

    private func isOrigin(_ value: [UInt8]) -> Bool {
        switch origins[value] {
        case .link, .variable: true
        default: false
        }
    }

    private mutating func values(of spot: RequestReading.Spot, step: Int, in found: inout InputList) {
        let isWholeAtom = spot.atoms.count == 1 && spot.atoms[0].text == spot.value
        // By its parts, each stand-in gets a value from somewhere; a link for the whole text would leave it in there.
        if !isWholeAtom, !spot.onlyStandIns, !spot.holdsStandIn {
            switch origins[spot.value] {
            case .link(let link):
                found.add(spot, spot.value, .link(link), .whole, isStandIn: false)
                return
            case .variable(let name):
                use(name, spot, step)
                found.add(spot, spot.value, .variable(name: name), .whole, isStandIn: false)
                return
            case nil where spot.atoms.isEmpty && isInput(spot):
                let name = draw(spot, spot.value, "url", isStandIn: false, step)
                found.add(spot, spot.value, .variable(name: name), .whole, isStandIn: false)
                return
            default: break
            }
        }
        for atom in spot.atoms {
            let isStandIn = atom.kind == .standIn
            switch origins[atom.text] {
            case .link(let link): found.add(spot, atom.text, .link(link), .part, isStandIn: isStandIn)
            case .variable(let name):
                use(name, spot, step)
                found.add(spot, atom.text, .variable(name: name), .part, isStandIn: isStandIn)
            default:
                let name = draw(spot, atom.text, DistinctiveText.word(for: atom), isStandIn: isStandIn, step)
                found.add(spot, atom.text, .variable(name: name), .part, isStandIn: isStandIn)
            }
        }
    }

    /// Whether an address without an id in it is something to be set: a webhook's, say. Paths of the API and JSON-LD's
    /// own members are not.
    private func isInput(_ spot: RequestReading.Spot) -> Bool {
        guard DistinctiveText.isAbsolute(spot.value) else { return false }
        switch spot.role {
        case .query, .form, .part, .cell: return true
        case .json(let pointer): return !(pointer.tokens.contains { $0.utf8.first == 0x40 || $0.utf8.first == 0x24 })
        default: return false
        }
    }

    /// What an earlier answer said in the field that this one repeats: the newest about the same path, or else the
    /// newest.
    private func pairedField(_ spot: RequestReading.Spot, path: [UInt8]) -> ValueLink? {
        let same = fields.filter { $0.name == spot.pair && $0.value == spot.value }
        guard let found = same.last(where: { $0.path == path }) ?? same.last else { return nil }
        return ValueLink(step: found.step, place: .header(found.name), pick: .whole)
    }

    private mutating func draw(
        _ spot: RequestReading.Spot,
        _ recorded: [UInt8],
        _ word: String,
        isStandIn: Bool,
        _ step: Int
    ) -> String {
        let name = names.name(for: recorded, spot.role, word: word, isStandIn: isStandIn)
        let use = FlowVariable.Use(step: step, place: spot.role.text)
        variableIndex[name] = variables.count
        variables.append(Drawn(name: name, kind: word, recorded: recorded, isStandIn: isStandIn, uses: [use]))
        see(recorded, .variable(name))
        return name
    }

    private mutating func use(_ name: String, _ spot: RequestReading.Spot, _ step: Int) {
        guard let index = variableIndex[name] else { return }
        let use = FlowVariable.Use(step: step, place: spot.role.text)
        if variables[index].uses.last != use { variables[index].uses.append(use) }
    }

    // MARK: Answers

    private mutating func take(_ response: RedactedResponse, step: Int, path: [UInt8]) {
        for name in ["ETag", "Last-Modified"] {
            if let value = response.headers.first(name) { fields.append((step, name, path, value)) }
        }
        guard !openValues.isEmpty || !openTargets.isEmpty else { return }
        let reading = AnswerReading(response, step: step, values: openValues, targets: openTargets)
        for (value, link) in reading.links where isNew(value) { see(value, .link(link)) }
        for (target, link, isRedirect) in reading.targetLinks {
            targets[target] = TargetOrigin(link: link, isRedirect: isRedirect)
            openTargets.remove(target)
        }
    }

    private mutating func see(_ value: [UInt8], _ origin: Origin) {
        origins[value] = origin
        openValues.remove(value)
    }

    /// Whether a value says something that no request has said: an address all of whose ids are variables is an echo.
    private func isNew(_ value: [UInt8]) -> Bool {
        let atoms = DistinctiveText.atoms(in: value)
        guard !atoms.isEmpty else { return true }
        return !atoms.allSatisfy { atom in
            if case .variable = origins[atom.text] { return true }
            return false
        }
    }
}
