import Statistics

extension DiagnosisPlan {
    /// A factor's lower and higher level, and how many attempts have which.
    package struct Level: Sendable, Hashable {
        package let factor: Factor
        /// `fresh token`, `2 at once`.
        package let name: String
        package let attempts: Int
    }

    /// Of every factor in turn, the lower level first; those without attempts are left out.
    package var levels: [Level] {
        Factor.allCases.flatMap { factor in
            [false, true].compactMap { higher in
                let attempts = treatments.count { isHigher($0, factor) == higher }
                return attempts == 0 ? nil : Level(factor: factor, name: name(factor, higher), attempts: attempts)
            }
        }
    }

    /// Factors that all attempts have at the same level, so that nothing can be said of them.
    package var constant: [Factor] {
        Factor.allCases.filter { factor in
            let higher = treatments.count { isHigher($0, factor) }
            return higher == 0 || higher == treatments.count
        }
    }

    /// Pairs of factors that change together in every attempt, so that a failure cannot be put down to one of them.
    package var inseparable: [(Factor, Factor)] {
        let varied = Factor.allCases.filter { !constant.contains($0) }
        return varied.enumerated().flatMap { place, one in
            varied.dropFirst(place + 1).compactMap { other in
                let equal = treatments.count { isHigher($0, one) == isHigher($0, other) }
                return equal == 0 || equal == treatments.count ? (one, other) : nil
            }
        }
    }

    /// The plan for people: levels and their counts, what it costs beside the attempts, what it cannot tell.
    ///
    /// - Parameters:
    ///   - perAttempt: how long an attempt takes, as far as one knows.
    ///   - connectionFields: those of the flow that is repeated.
    package func lines(perAttempt: Duration = .zero, connectionFields: [String] = []) -> [String] {
        guard !treatments.isEmpty else { return ["no attempts, so nothing is varied"] }
        let all = levels
        var result = [
            "\(treatments.count) \(treatments.count == 1 ? "attempt" : "attempts") in random order (seed \(seed)): "
                + Factor.allCases.map { factor in
                    all.filter { $0.factor == factor }.map { "\($0.name) \($0.attempts)" }.joined(separator: ", ")
                }
                .joined(separator: " · ")
        ]
        let signIns = extraSignIns == 1 ? "1 extra sign-in" : "\(extraSignIns) extra sign-ins"
        let time = estimatedTime(perAttempt: perAttempt)
        result.append(signIns + (time > .zero ? " · takes at least " + ConditionText.duration(time) : ""))
        if !connectionFields.isEmpty, treatments.contains(where: \.leavesOutConnectionFields) {
            let (fields, verb) = connectionFields.count == 1 ? ("field", "is") : ("fields", "are")
            result.append(
                "the recorded \(fields) \(named(connectionFields)) \(verb) left out, so that connections can be reused"
            )
        }
        if !constant.isEmpty {
            result.append("not varied: " + constant.map(\.rawValue).joined(separator: ", "))
        }
        for (one, other) in inseparable {
            result.append(
                "\(one.rawValue) and \(other.rawValue) change together in so few attempts and cannot be told apart: "
                    + "ask for more"
            )
        }
        let half = treatments.count / 2
        let least = FisherTest.pValue(half, 0, 0, treatments.count - half)
        if least > 0.05 {
            result.append("too few attempts to tell a cause from chance, even if it explained every failure")
        }
        return result
    }

    /// As many as a line has room for.
    private func named(_ fields: [String]) -> String {
        let shown = fields.prefix(5).map { ConditionColumn.cut($0) }.joined(separator: ", ")
        return shown + (fields.count > 5 ? " and \(fields.count - 5) more" : "")
    }

    private func isHigher(_ treatment: Treatment, _ factor: Factor) -> Bool {
        switch factor {
        case .token: treatment.token == .kept
        case .connection: treatment.connection == .reused
        case .concurrency: treatment.concurrency > 1
        case .spacing: treatment.spacing > .zero
        }
    }

    private func name(_ factor: Factor, _ higher: Bool) -> String {
        switch factor {
        case .token: higher ? "kept token" : "fresh token"
        case .connection: higher ? "reused connection" : "new connection"
        case .concurrency: higher ? "\(concurrency) at once" : "one at a time"
        case .spacing: higher ? "\(ConditionText.duration(spacing)) apart" : "back to back"
        }
    }
}
