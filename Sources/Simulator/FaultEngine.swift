import JSONTree

/// Decides, request by request, which of a plan's rules fire.
struct FaultEngine: Sendable {
    private var rules: [RuleState]

    fileprivate struct RuleState: Sendable {
        let rule: FaultRule
        var random: SeededGenerator
        /// Requests so far that met the rule's conditions on the request itself.
        var met = 0
        /// For each token what it called with success since its last call of the rule's own operation. Only what
        /// `after` names is kept, so that a long run needs no more memory than a short one.
        var called: [String: Set<String>] = [:]
    }

    /// What rules may look at.
    struct Subject: Sendable, Hashable {
        var operation: String?
        var method: String
        var path: String
        var page: Int
        var node: String
        /// Nil without a token, and for one that was never issued.
        var token: String?
        var tokenAge: Int?
        var connection: ConnectionUse
        /// Requests under way, this one among them.
        var concurrency: Int
        /// Since the simulator started, from 1.
        var number: Int
    }

    init(plan: FaultPlan, seed: UInt64) {
        rules = plan.rules.enumerated().map { place, rule in
            let random =
                if let own = rule.when.seed {
                    SeededGenerator(seed: own, stream: "rule")
                } else {
                    SeededGenerator(seed: plan.seed ?? seed, stream: "rule \(place)")
                }
            return RuleState(rule: rule, random: random)
        }
    }

    /// The rules that fire on this request, joined. Every rule is asked, so that none's counter depends on another.
    mutating func next(_ subject: Subject) -> FaultOutcome {
        var outcome = FaultOutcome()
        for place in rules.indices where rules[place].fires(on: subject) {
            outcome.add(rules[place].rule)
        }
        return outcome
    }

    /// Takes note of how a request was answered, which later requests may depend on.
    mutating func answered(_ subject: Subject, isSuccess: Bool) {
        guard let token = subject.token, let operation = subject.operation else { return }
        for place in rules.indices where !rules[place].rule.when.after.isEmpty {
            rules[place].note(operation, of: token, isSuccess: isSuccess)
        }
    }
}

extension FaultEngine.RuleState {
    fileprivate mutating func fires(on subject: FaultEngine.Subject) -> Bool {
        let when = rule.when
        guard when.operation.map({ $0 == subject.operation }) ?? true,
            when.method.map({ $0 == subject.method }) ?? true,
            when.path.map({ PathPattern.matches(Array($0.utf8), Array(subject.path.utf8)) }) ?? true,
            when.page.map({ $0.contains(subject.page) }) ?? true,
            when.node.map({ $0 == subject.node }) ?? true,
            when.connection.map({ $0 == subject.connection }) ?? true,
            when.requests.map({ $0.contains(subject.number) }) ?? true,
            when.concurrency.map({ subject.concurrency >= $0 }) ?? true,
            when.tokenAge.map({ range in subject.tokenAge.map(range.contains) ?? false }) ?? true,
            holdsAfter(subject)
        else { return false }
        met += 1
        if let every = when.every, met % max(1, every) != 0 { return false }
        guard let probability = when.probability else { return true }
        return random.unit() < probability
    }

    private func holdsAfter(_ subject: FaultEngine.Subject) -> Bool {
        let after = rule.when.after
        guard !after.isEmpty else { return true }
        guard rule.when.operation != nil, let called = subject.token.flatMap({ called[$0] }) else { return false }
        return after.allSatisfy { called.contains($0) }
    }

    fileprivate mutating func note(_ operation: String, of token: String, isSuccess: Bool) {
        if operation == rule.when.operation {
            called[token] = nil
        } else if isSuccess, rule.when.after.contains(operation) {
            called[token, default: []].insert(operation)
        }
    }
}

/// What all the rules that fired do together.
struct FaultOutcome: Sendable, Hashable {
    private(set) var names: [String] = []
    private(set) var error: APIError?
    private(set) var delayMilliseconds = 0
    private(set) var truncateAfter: Int?
    private(set) var reset = false
    private(set) var wrongTypes: [JSONPointer] = []
    private(set) var missing: [JSONPointer] = []
    private(set) var edits: [AnswerEdit] = []
    private(set) var list = ListFault()

    mutating func add(_ rule: FaultRule) {
        let then = rule.then
        names.append(rule.name)
        if error == nil, let status = then.status {
            let isQuota = status == 429 && then.title == nil && then.description == nil
            error =
                isQuota
                ? .tooManyRequests : .fault(status: status, title: then.title, description: then.description)
        }
        delayMilliseconds = min(delayMilliseconds + (then.delayMilliseconds ?? 0), FaultPlan.longestDelay)
        truncateAfter = truncateAfter ?? then.truncateAfter
        reset = reset || then.reset
        if let pointer = then.wrongType { wrongTypes.append(pointer) }
        if let pointer = then.missing { missing.append(pointer) }
        edits += then.edits
        list.add(then.list)
    }

    /// The answer with what the faults do to its status and body. JSON is changed, other bodies stay as they are.
    func spoil(_ reply: APIReply) -> APIReply {
        var spoiled = reply
        for pointer in wrongTypes { spoiled.change { BodyFault.retype($0, at: pointer.tokens[...]) } }
        for pointer in missing { spoiled.change { BodyFault.remove($0, at: pointer.tokens[...]) } }
        return edits.reduce(spoiled) { $1.apply(to: $0) }
    }

    /// The headers with what the faults do to them.
    func spoil(_ headers: inout [APIHeader]) {
        for edit in edits { edit.apply(to: &headers) }
    }
}

/// A path with `*` for any run of characters.
enum PathPattern {
    /// Goes back to the last star only, so the time is at most the product of both lengths, without recursion.
    static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        var (p, s) = (0, 0)
        var retry: (pattern: Int, path: Int)?
        while s < path.count {
            if p < pattern.count, pattern[p] == 0x2A {
                p += 1
                retry = (p, s)
            } else if p < pattern.count, pattern[p] == path[s] {
                p += 1
                s += 1
            } else if let last = retry {
                retry = (last.pattern, last.path + 1)
                (p, s) = (last.pattern, last.path + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == 0x2A }
    }
}
