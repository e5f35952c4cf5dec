import JSONTree
import YAMLTree

extension FaultPlan {
    /// The longest delay that faults may add up to, in milliseconds.
    static let longestDelay = 600_000

    /// Reads a plan:
    ///
    ///     seed: 7                              # optional: nodes, and rules without a seed of their own
    ///     faults:
    ///       - name: upstream-unavailable
    ///         when:
    ///           operation: GET /v1/public/bookings/{id}
    ///           node: node-3                   # also: method, path (with *), page: 2 or { atLeast: 4 },
    ///           probability: 0.9               #   tokenAge: { atLeast: 0, atMost: 60 }, requests: { from: 1, to: 9 },
    ///         then:                            #   connection: new | reused, concurrency: 2 (at least),
    ///           status: 503                    #   after: [listUsers, getUser], every: 3, seed: 1
    ///           description: Upstream down     # also: title, delay (ms), truncate (bytes), reset: true,
    ///                                          #   wrongType and missing (JSON Pointers)
    ///       - when: { operation: listBookings } # an operation's id will do
    ///         then:                            # breaks of the contract, in answers that are fine otherwise:
    ///           set: { pointer: /hydra:member/0/status, value: lost }      # or a list of such
    ///           rename: { pointer: /hydra:member/0/id, to: identifier }    # or a list
    ///           answerStatus: 202              # 200 to 399, of an answer that is no error
    ///           contentType: text/html
    ///           breakJSON: true                # the last byte is left out
    ///           dropHeader: X-WX-Trace         # or a list
    ///           setHeader: { name: X-RateLimit-Remaining, value: "9999" }  # or a list
    ///           repeatMember: true             # a page begins with the last member of the page before
    ///           addToTotal: 3                  # to hydra:totalItems
    ///           ignoreFilter: status           # or a list
    ///           reverseOrder: true
    ///
    /// - Throws: ``FaultPlanError`` with the line of the first thing that is not understood. Nothing is ignored.
    package static func parse(_ yaml: [UInt8]) throws(FaultPlanError) -> FaultPlan {
        let document: YAMLDocument
        do {
            document = try YAMLDocument.parse(yaml)
        } catch {
            throw FaultPlanError(line: error.line, reason: error.reason)
        }
        return try FaultPlanReader(document: document).plan()
    }
}

/// Turns the plan's tree into rules, refusing every name and value it does not know.
struct FaultPlanReader {
    let document: YAMLDocument

    func plan() throws(FaultPlanError) -> FaultPlan {
        let root = document.json.root
        let entries = try members(root, of: "the plan", known: ["seed", "faults"])
        var plan = FaultPlan()
        for (name, value) in entries {
            if name == "seed" {
                plan.seed = UInt64(try number(value, name, 0...Int.max))
            } else if value.kind == .array {
                for (place, item) in value.elements.enumerated() {
                    plan.rules.append(try rule(item, place: place))
                }
            } else if !value.isNull {
                throw fail(value, "“faults” must be a list of rules")
            }
        }
        return plan
    }

    private func rule(_ node: JSONNode, place: Int) throws(FaultPlanError) -> FaultRule {
        var name = "fault \(place + 1)"
        var when = FaultConditions()
        var then: FaultEffects?
        for (key, value) in try members(node, of: "a rule", known: ["name", "when", "then"]) {
            switch key {
            case "name": name = try text(value, key)
            case "when": when = try conditions(value)
            default: then = try effects(value)
            }
        }
        guard let then else { throw fail(node, "the rule “\(name)” has no “then”: say what shall happen") }
        return FaultRule(name: name, when: when, then: then)
    }

    // MARK: when

    private func conditions(_ node: JSONNode) throws(FaultPlanError) -> FaultConditions {
        let known = [
            "operation", "method", "path", "page", "node", "tokenAge", "connection", "requests", "concurrency",
            "after", "every", "probability", "seed",
        ]
        var when = FaultConditions()
        for (key, value) in try members(node, of: "“when”", known: known) {
            switch key {
            case "operation": when.operation = try operation(value)
            case "method": when.method = try text(value, key).uppercased()
            case "path": when.path = try path(value)
            case "page": when.page = try numberOrRange(value, key, "atLeast", "atMost", lowest: 1)
            case "node": when.node = try choice(value, key, StandInAPI.nodes)
            case "tokenAge": when.tokenAge = try range(value, key, "atLeast", "atMost", lowest: 0)
            case "connection":
                when.connection = ConnectionUse(
                    rawValue: try choice(value, key, ConnectionUse.allCases.map(\.rawValue))
                )
            case "requests": when.requests = try range(value, key, "from", "to", lowest: 1)
            case "concurrency": when.concurrency = try number(value, key, 1...Int.max)
            case "after": when.after = try operations(value, key)
            case "every": when.every = try number(value, key, 1...Int.max)
            case "probability":
                guard let share = value.double, share >= 0, share <= 1 else {
                    throw fail(value, "“probability” must be a number from 0 to 1")
                }
                when.probability = share
            default: when.seed = UInt64(try number(value, key, 0...Int.max))
            }
        }
        guard when.after.isEmpty || when.operation != nil else {
            throw fail(node, "“after” needs an “operation”: the call that fails once the others were made")
        }
        if let own = when.operation, when.after.contains(own) {
            throw fail(node, "“after” names the rule's own “operation”, which ends what is remembered of the others")
        }
        return when
    }

    private func operations(_ node: JSONNode, _ name: String) throws(FaultPlanError) -> [String] {
        guard node.kind == .array, node.count > 0 else {
            throw fail(node, "“\(name)” must be a list of operations such as [listUsers, getUser]")
        }
        var result: [String] = []
        for item in node.elements { result.append(try operation(item)) }
        return result
    }

    private func operation(_ node: JSONNode) throws(FaultPlanError) -> String {
        let label = try text(node, "operation")
        guard let operation = Operation.named(label) else {
            throw fail(
                node,
                "the simulator has no operation “\(label)”; it has "
                    + Operation.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        return operation.rawValue
    }

    private func path(_ node: JSONNode) throws(FaultPlanError) -> String {
        let path = try text(node, "path")
        guard path.hasPrefix("/") || path.hasPrefix("*") else { throw fail(node, "“path” must begin with / or *") }
        return path
    }

    private func numberOrRange(
        _ node: JSONNode,
        _ name: String,
        _ low: String,
        _ high: String,
        lowest: Int
    ) throws(FaultPlanError) -> ClosedRange<Int> {
        if node.kind == .object { return try range(node, name, low, high, lowest: lowest) }
        guard let number = node.int, number >= lowest else {
            throw fail(
                node,
                "“\(name)” must be a whole number of at least \(lowest), or a mapping with \(low), \(high)"
            )
        }
        return number...number
    }

    private func range(
        _ node: JSONNode,
        _ name: String,
        _ low: String,
        _ high: String,
        lowest: Int
    ) throws(FaultPlanError) -> ClosedRange<Int> {
        var bounds = (lowest, Int.max)
        for (key, value) in try members(node, of: "“\(name)”", known: [low, high]) {
            let number = try number(value, key, lowest...Int.max)
            if key == low { bounds.0 = number } else { bounds.1 = number }
        }
        guard bounds.0 <= bounds.1 else { throw fail(node, "“\(name)”: “\(low)” is greater than “\(high)”") }
        return bounds.0...bounds.1
    }

    // MARK: Values

    func members(
        _ node: JSONNode,
        of owner: String,
        known: [String]
    ) throws(FaultPlanError) -> [(String, JSONNode)] {
        guard node.kind == .object else {
            throw fail(node, "\(owner) must be a mapping with \(known.joined(separator: ", "))")
        }
        var result: [(String, JSONNode)] = []
        for (key, value) in node.members {
            let name = key.string ?? ""
            guard known.contains(name) else {
                throw fail(key, "\(owner) has no “\(name)”; known: \(known.joined(separator: ", "))")
            }
            result.append((name, value))
        }
        return result
    }

    func text(_ node: JSONNode, _ name: String) throws(FaultPlanError) -> String {
        guard let text = node.string, !text.isEmpty else { throw fail(node, "“\(name)” must be a text") }
        return text
    }

    func choice(_ node: JSONNode, _ name: String, _ allowed: [String]) throws(FaultPlanError) -> String {
        guard let text = node.string, allowed.contains(text) else {
            throw fail(node, "“\(name)” must be one of \(allowed.joined(separator: ", "))")
        }
        return text
    }

    func number(
        _ node: JSONNode,
        _ name: String,
        _ range: ClosedRange<Int>
    ) throws(FaultPlanError) -> Int {
        guard let number = node.int, range.contains(number) else {
            let limits =
                range.upperBound == .max
                ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw fail(node, "“\(name)” must be a whole number \(limits)")
        }
        return number
    }

    func fail(_ node: JSONNode, _ reason: String) -> FaultPlanError {
        FaultPlanError(line: document.line(of: node), reason: reason)
    }
}
