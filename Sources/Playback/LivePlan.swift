package import APIDocument
package import ExchangeModel

/// What is asked of a live check.
package struct LiveOptions: Sendable {
    /// Names of operations (`operationId`, label or path) to narrow it to; empty for all that read.
    package var operations: [String] = []
    /// API calls at most; the sign-in is none.
    package var budget = 100
    /// Pages of each collection at most: two let the rules for paging see something.
    package var pages = 2
    /// Resources of each kind at most.
    package var samples = 1
    /// Values for parameters that nothing else gives, by name, or by operation and name: `getReport.year`.
    package var values: [String: String] = [:]
    /// The day that parameters for dates and times are given, in UTC; never read from a clock here.
    package var day: Timestamp

    package init(day: Timestamp) {
        self.day = day
    }
}

/// The calls of a live check, and what they cost at most: known before the first one leaves.
///
/// Only GET operations are in it. It is a pure value: the same contract and options give the same plan.
package struct LivePlan: Sendable {
    /// An operation that reads and is not called.
    package struct Skip: Sendable {
        package enum Reason: Sendable, Hashable {
            /// A parameter must be sent, and there is no value for it.
            case noValue(parameter: String)
            /// A header that only the client itself may set.
            case reservedHeader(String)
            /// Its path holds `..`, or two variables in one segment.
            case unusablePath
            /// Its ids come from an operation that is not called either.
            case sourceSkipped(String)
            /// The calls allowed are used up before it.
            case budget(Int)
        }

        package let operation: OperationDescription
        package let reason: Reason

        /// A clause for people.
        package var sentence: String {
            switch reason {
            case .noValue(let name): "nothing supplies its parameter \(name)"
            case .reservedHeader(let name): "it needs the header \(name), which a live check does not set"
            case .unusablePath: "its path can't be put together"
            case .sourceSkipped(let label): "its ids come from \(label), which is not called"
            case .budget(let budget): "the budget of \(budget == 1 ? "1 call" : "\(budget) calls") ends before it"
            }
        }
    }

    /// In the order in which they are called.
    package let steps: [LiveStep]
    package let skipped: [Skip]
    /// API calls at most.
    package let budget: Int
    /// Operations left out because they do not read; the sign-in is not counted.
    package let writing: Int

    package init(steps: [LiveStep], skipped: [Skip] = [], budget: Int, writing: Int = 0) {
        self.steps = steps
        self.skipped = skipped
        self.budget = budget
        self.writing = writing
    }

    /// - Throws: `LivePlanError` where a name is unknown, or nothing can be called.
    package init(contract: Contract, options: LiveOptions) throws(LivePlanError) {
        self = try LivePlanner(contract: contract, options: options).plan()
    }

    /// API calls in the worst case, which is what the plan is held to; the one sign-in is not among them.
    package var cost: Int {
        steps.reduce(0) { sum, step in
            let (total, overflow) = sum.addingReportingOverflow(step.calls)
            return overflow ? .max : total
        }
    }

    /// The plan for people, a line each: the calls, what is left out and why, the total.
    package var lines: [String] {
        var lines = steps.map(\.line)
        lines += skipped.map { "not called: \($0.operation.label) · \($0.sentence)" }
        var total = steps.count == 1 ? "1 operation" : "\(steps.count) operations"
        total += ", at most \(cost == 1 ? "1 call" : "\(cost) calls") of the \(budget) allowed, and one sign-in"
        if writing > 0 {
            total += "; \(writing == 1 ? "1 operation that may change data is" : "\(writing) that may change data are")"
            total += " left out"
        }
        return lines + [total]
    }
}
