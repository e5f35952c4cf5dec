package import ExchangeModel
import JSONTree
package import Redaction
package import ReplayPlan

/// Makes a flow's requests as they are sent: stand-ins, links and variables filled in. The only place where sealed
/// personal values come back, in memory.
package struct StepAssembler: Sendable {
    /// A request, or why there is none.
    package enum Result: Sendable {
        /// Holds no stand-in; in the place of a recorded bearer token stands `placeholderToken`. Its framing fields are
        /// the recorded ones.
        case ready(RequestMessage)
        /// Nobody has these; the names are those of the flow's variables, or `body` where the recording has not the
        /// whole of it.
        case missing([MissingValue])
        /// Today's answer to an earlier step lacks a value, or gives one that can't be sent. The reason is for people
        /// and holds hostile text.
        case sourceGone(step: Int, reason: String)
    }

    /// What stands where the recording had a bearer token; the sender puts a fresh token there.
    package static let placeholderToken = "to-be-set"

    package let script: FlowScript
    package let resolver: ValueResolver
    package let shift: DateShift?

    package init(script: FlowScript, resolver: ValueResolver, shift: DateShift? = nil) {
        self.script = script
        self.resolver = resolver
        self.shift = shift
    }

    /// The request of a step.
    ///
    /// - Parameters:
    ///   - step: from 0.
    ///   - answers: this attempt's, raw, by step; needed for `script.sources(of: step)`.
    package func request(for step: Int, answers: [Int: Exchange]) -> Result {
        guard script.steps.indices.contains(step) else {
            return .sourceGone(step: step, reason: "there is no step \(step + 1)")
        }
        let inputs = script.steps[step].inputs
        let links = linked(inputs, answers)
        if let gone = links.gone { return gone }
        var given: [(input: FlowInput, value: [UInt8])] = []
        var missing: [MissingValue] = []
        for input in inputs {
            switch input.source {
            case .link(let link):
                if let value = links.values[link] { given.append((input, value)) }
            case .variable(let name):
                guard let variable = script.variable(name) else { continue }
                if let value = resolver.value(of: variable) {
                    given.append((input, value))
                } else if !opens(input, of: step) {
                    missing.append(
                        MissingValue(
                            name: name,
                            place: input.places.first ?? .url,
                            kind: StandInKind(rawValue: variable.kind)
                        )
                    )
                }
            }
        }
        guard missing.isEmpty else { return .missing(missing) }
        return assembled(step, given)
    }

    // MARK: Links

    /// Today's values of all links, or the first that has none.
    private func linked(
        _ inputs: [FlowInput],
        _ answers: [Int: Exchange]
    ) -> (values: [ValueLink: [UInt8]], gone: Result?) {
        var byStep: [Int: [FlowInput]] = [:]
        for input in inputs {
            if let link = input.link { byStep[link.step, default: []].append(input) }
        }
        var values: [ValueLink: [UInt8]] = [:]
        for (source, inputs) in byStep.sorted(by: { $0.key < $1.key }) {
            guard let answer = answers[source] else {
                return ([:], .sourceGone(step: source, reason: "there is no answer to step \(source + 1)"))
            }
            guard let content = RawAnswer.content(answer) else {
                let reason = "the answer to step \(source + 1) can't be read: it is cut short, or in an unknown coding"
                return ([:], .sourceGone(step: source, reason: reason))
            }
            let found = content.values(of: inputs.compactMap(\.link))
            for input in inputs {
                guard let link = input.link else { continue }
                guard let value = found[link] else {
                    let reason = "nothing at \(link.placeText) in the answer to step \(source + 1)"
                    return ([:], .sourceGone(step: source, reason: reason))
                }
                values[link] = value
            }
        }
        return (values, nil)
    }

    // MARK: Values

    /// Whether the value is sealed with the exchange itself, by this machine.
    private func opens(_ input: FlowInput, of step: Int) -> Bool {
        let sealed = script.steps[step].exchange.sealedValues.first { $0.standIn == input.recorded }
        return sealed.flatMap { try? resolver.keys.open($0) } != nil
    }

    private func assembled(_ step: Int, _ given: [(input: FlowInput, value: [UInt8])]) -> Result {
        let exchange = script.steps[step].exchange
        var values: [[UInt8]: [UInt8]] = [:]
        var earlier: [[UInt8]: [UInt8]] = [:]
        for (input, value) in given where input.isStandIn {
            guard StepAssembler.canStand(value, in: input.places) else { return unfit(input, step) }
            values[input.recorded] = value
            if input.link != nil { earlier[input.recorded] = value }
        }
        let replacesTarget = given.contains { $0.input.extent == .target }
        let restored = RequestRestorer(keys: resolver.keys).restore(exchange, earlier: earlier) { replacement in
            if let value = values[Array(replacement.standIn.utf8)] { return value }
            let isReplaced = replacesTarget && replacement.place == .url
            return isReplaced || StepAssembler.isBearer(replacement)
                ? Array(StepAssembler.placeholderToken.utf8) : nil
        }
        guard var request = restored.message else {
            return .missing(restored.missing.map { named($0) })
        }
        // Dates first: what comes from today's answers has today's dates.
        shift?.apply(to: &request, keepingURL: replacesTarget)
        let refused = FlowScript.substitute(&request, inputs: given.filter { !$0.input.isStandIn })
        if let input = refused.first { return unfit(input, step) }
        if let left = StepAssembler.standIn(in: request) {
            return .missing([named(left)])
        }
        return .ready(request)
    }

    /// Dots alone would lead to another path (RFC 3986 §5.2.4), a line break to another field.
    private static func canStand(_ value: [UInt8], in places: [RedactionPlace]) -> Bool {
        places.allSatisfy { place in
            switch place {
            case .url: !value.allSatisfy { $0 == 0x2E }
            case .requestHeader: !value.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }
            default: true
            }
        }
    }

    private func unfit(_ input: FlowInput, _ step: Int) -> Result {
        guard let link = input.link else {
            return .sourceGone(step: step, reason: "the value given for \(input.label) can't be sent there")
        }
        let place = "\(link.placeText) in the answer to step \(link.step + 1)"
        return .sourceGone(step: link.step, reason: "what stands at \(place) can't be sent as \(input.label)")
    }

    /// Whether the replacement stands in `Authorization`, which a fresh token fills.
    private static func isBearer(_ replacement: Replacement) -> Bool {
        guard case .requestHeader(let name) = replacement.place else { return false }
        return replacement.kind == .bearer && ASCII.equalIgnoringCase(name.utf8, "Authorization".utf8)
    }

    /// The missing value by its variable's name, where it has one.
    private func named(_ missing: MissingValue) -> MissingValue {
        let variable = script.variables.first { $0.standIn == missing.name }
        return MissingValue(name: variable?.name ?? missing.name, place: missing.place, kind: missing.kind)
    }

    /// A stand-in that an answer or a setting brought in.
    private static func standIn(in request: RequestMessage) -> MissingValue? {
        func missing(_ bytes: [UInt8], _ place: RedactionPlace) -> MissingValue? {
            guard let text = StandIn.find(in: bytes).first?.text else { return nil }
            return MissingValue(name: text, place: place, kind: .secret)
        }
        if let found = missing(request.url, .url) { return found }
        for field in request.headers.fields {
            if let found = missing(field.value, .requestHeader(field.nameText)) { return found }
        }
        return missing(request.body.bytes, .requestBody)
    }
}
