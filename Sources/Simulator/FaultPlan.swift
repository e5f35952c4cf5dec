import CResources
package import JSONTree

/// What goes wrong in the simulator, when, and how often.
///
/// Every rule has a generator and a counter of its own, both advanced in the order in which requests are answered,
/// so the same plan against the same requests always fails the same ones.
package struct FaultPlan: Sendable, Hashable {
    /// Decides which node answers each request, and is the base of the rules' own seeds.
    /// Nil takes the simulator's seed.
    package var seed: UInt64?
    package var rules: [FaultRule]

    package init(seed: UInt64? = nil, rules: [FaultRule] = []) {
        self.seed = seed
        self.rules = rules
    }

    /// Nothing goes wrong.
    package static let none = FaultPlan()

    /// The plan of `reprise demo`: one intermittent fault, on one of three nodes.
    ///
    /// The text is built in, and a test reads it, so the fallback is never taken.
    package static let demo: FaultPlan = (try? parse(demoText)) ?? .none

    /// The demo plan's YAML, to be shown or copied.
    package static var demoText: [UInt8] {
        var size = 0
        let start = reprise_demo_faults(&size)
        return Array(UnsafeBufferPointer(start: start, count: size))
    }
}

/// One fault: the conditions that must all hold, then what happens to the answer.
package struct FaultRule: Sendable, Hashable {
    package var name: String
    package var when: FaultConditions
    package var then: FaultEffects

    package init(name: String, when: FaultConditions = FaultConditions(), then: FaultEffects) {
        self.name = name
        self.when = when
        self.then = then
    }
}

/// When a rule fires. What is nil asks nothing.
///
/// The first group looks at the request; a request that meets all of it counts for the rule. Of those, `every` lets
/// each n-th through, and `probability` draws for what is left.
package struct FaultConditions: Sendable, Hashable {
    /// The operation's label, `GET /v1/public/bookings/{id}`; a plan's text may also use its id, `getBooking`.
    package var operation: String?
    package var method: String?
    /// The path, in which `*` stands for any run of characters.
    package var path: String?
    /// The `page` of the query, both ends included; 1 where the query names none.
    package var page: ClosedRange<Int>?
    /// The node that answers: `node-1`, `node-2` or `node-3`.
    package var node: String?
    /// The token's age in seconds, both ends included. A request without a known token never meets it.
    package var tokenAge: ClosedRange<Int>?
    package var connection: ConnectionUse?
    /// Which requests since the simulator started, counted from 1, both ends included.
    package var requests: ClosedRange<Int>?
    /// At least so many requests are under way at once, this one among them. A request is under way from when it has
    /// been read until its answer goes out, so a delay keeps it there.
    package var concurrency: Int?
    /// Labels of operations that the same token has called with success (a status below 400), in any order, since
    /// its last call of this rule's own ``operation``, or since it was issued. Without an own operation, it never holds.
    package var after: [String] = []

    package var every: Int?
    /// 0 … 1.
    package var probability: Double?
    /// Of the rule's own generator; nil derives one from the plan's seed and the rule's place.
    package var seed: UInt64?

    package init() {}
}

/// Whether a request is the first on its connection.
package enum ConnectionUse: String, Sendable, CaseIterable {
    case new, reused
}

/// What a fault does to the answer.
///
/// Where several rules fire on one request, all act; for what can happen only once, the first in the plan wins.
/// A fault that sets a status comes instead of the operation: nothing is booked or changed.
package struct FaultEffects: Sendable, Hashable {
    /// The answer becomes a `hydra:Error` with this status. 429 also shows an exhausted quota.
    package var status: Int?
    /// `hydra:title` and `hydra:description` of that error.
    package var title: String?
    package var description: String?
    /// Held back this long, in milliseconds.
    package var delayMilliseconds: Int?
    /// The connection closes after this many bytes of the body, whose full length was announced.
    package var truncateAfter: Int?
    /// The connection is reset (RST) before any byte of the answer.
    package var reset: Bool = false
    /// The value here gets another JSON type. No effect where the answer has no such value.
    package var wrongType: JSONPointer?
    /// The member or element here is left out.
    package var missing: JSONPointer?
    /// Further changes to the finished answer, in their order, after the two above.
    package var edits: [AnswerEdit] = []
    /// What happens to a list before it is written.
    package var list = ListFault()

    package init() {}
}
