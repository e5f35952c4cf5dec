import ExchangeModel

/// One call that counts, and whether it failed.
struct ConditionRow {
    var attempt: Int
    /// Nil where the attempt made none.
    var call: Attempt.Call?
    var isFailed: Bool

    /// The rows to compare, by attempts.
    ///
    /// Without a labeller each counted attempt's decisive call. With one, calls are compared with calls of the same
    /// operation only, namely of that which fails most often: of each counted attempt every call of it that was judged
    /// by itself, or else the last, if the attempt's own outcome is about it or it lies behind the attempt that passed.
    static func rows(of attempts: [Attempt], operation: ((String, [UInt8]) -> String)?) -> [[ConditionRow]] {
        let counted = attempts.compactMap { attempt in
            isFailed(attempt.outcome).map { (attempt: attempt, isFailed: $0) }
        }
        guard let operation else { return counted.map { [decisive($0.attempt, $0.isFailed)] } }
        // A run makes the same few calls again and again.
        var known: [Key: String] = [:]
        func label(_ call: Attempt.Call) -> String {
            let key = Key(method: call.method, url: call.url)
            if let label = known[key] { return label }
            let label = operation(call.method, call.url)
            known[key] = label
            return label
        }
        var failures: [String: Int] = [:]
        for (attempt, isFailed) in counted where isFailed {
            if let call = attempt.decisive { failures[label(call), default: 0] += 1 }
        }
        guard let most = failures.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
            return counted.map { [decisive($0.attempt, $0.isFailed)] }
        }
        return counted.map { attempt, isFailed in
            let calls = attempt.calls.enumerated().filter { label($0.element) == most }
            return calls.compactMap { place, call in
                let isLast = place == calls.last?.offset
                if place == attempt.calls.count - 1 { return decisive(attempt, isFailed) }
                if let outcome = call.outcome {
                    return ConditionRow.isFailed(outcome).map {
                        ConditionRow(attempt: attempt.index, call: call, isFailed: $0)
                    }
                }
                return isLast && !isFailed ? ConditionRow(attempt: attempt.index, call: call, isFailed: false) : nil
            }
        }
    }

    private struct Key: Hashable {
        var method: String
        var url: [UInt8]
    }

    private static func decisive(_ attempt: Attempt, _ isFailed: Bool) -> ConditionRow {
        ConditionRow(attempt: attempt.index, call: attempt.decisive, isFailed: isFailed)
    }

    /// Nil where it does not count.
    static func isFailed(_ outcome: Outcome) -> Bool? {
        switch outcome {
        case .passed: false
        case .failed: true
        case .inconclusive: nil
        }
    }
}
