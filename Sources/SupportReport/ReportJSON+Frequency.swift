import ExchangeModel
package import JSONTree
import Redaction
package import ReplayPlan
import Statistics

// What a run measured, for `frequency.json` and for `reprise runs ID --json`.
extension ReportJSON {
    /// `frequency.json`.
    static func frequency(_ frequency: Frequency, _ input: ReportInput) -> [UInt8] {
        var members = [("sentence", JSONValue.string(frequency.sentence))]
        if let run = input.measurement {
            members.append(("run", measurement(run, call: input.subject?.exchange.startedAt)))
        }
        members += measured(frequency, input.attempts, conditions: input.conditions)
        return JSONValue.object(members).serialized(pretty: true) + [0x0A]
    }

    /// The figures, then latency, conditions and every attempt, as fields in this order.
    ///
    /// - Parameter conditions: what the failing attempts have in common, a sentence each.
    package static func measured(
        _ frequency: Frequency,
        _ attempts: [Attempt],
        conditions: [String]
    ) -> [(String, JSONValue)] {
        summary(frequency) + [
            ("wilson", interval(frequency.wilson)), ("latencyMilliseconds", latency(attempts)),
            ("conditions", .array(conditions.map { .string($0) })),
            ("eachAttempt", .array(attempts.map { attempt($0) })),
        ]
    }

    /// - Parameter call: when the call was made that the report is about. The run's age is told by it: a report has no
    ///   clock of its own.
    private static func measurement(_ run: ReportInput.Measurement, call: Timestamp?) -> JSONValue {
        let isTimed = call.map { $0.microseconds != 0 } ?? false
        return .object([
            ("id", .string(run.id)), ("startedAt", .string(run.startedAt.description)),
            ("endedAt", run.endedAt.map { .string($0.description) } ?? .null),
            (
                "secondsAfterTheCall",
                isTimed ? call.map { .int(Int(run.startedAt.since($0).components.seconds)) } ?? .null : .null
            ),
            ("planned", run.planned.map { .int($0) } ?? .null),
            ("stoppedBecause", run.stoppedBecause.map { .string($0) } ?? .null),
        ])
    }

    private static func latency(_ attempts: [Attempt]) -> JSONValue {
        func values(_ attempts: [Attempt]) -> JSONValue {
            let histogram = LatencyHistogram(attempts: attempts)
            guard let p50 = histogram.p50, let p90 = histogram.p90, let p99 = histogram.p99,
                let longest = histogram.greatest
            else { return .null }
            return .object([
                ("count", .int(histogram.count)), ("p50", milliseconds(p50)), ("p90", milliseconds(p90)),
                ("p99", milliseconds(p99)), ("longest", milliseconds(longest)),
            ])
        }
        return .object([
            ("counted", values(attempts)), ("passed", values(attempts.filter { $0.outcome == .passed })),
            (
                "failed",
                values(
                    attempts.filter {
                        if case .failed = $0.outcome { true } else { false }
                    }
                )
            ),
        ])
    }

    private static func attempt(_ attempt: Attempt) -> JSONValue {
        let decisive = attempt.decisive
        var members: [(String, JSONValue)] = [
            ("attempt", .int(attempt.index)), ("startedAt", .string(attempt.startedAt.description)),
        ]
        switch attempt.outcome {
        case .passed: members.append(("outcome", "passed"))
        case .failed(let signature):
            members += [("outcome", "failed"), ("signature", .string(signature.summary))]
        case .inconclusive(let reason):
            members += [("outcome", "inconclusive"), ("reason", .string(sentence(reason)))]
        }
        members += [
            ("status", (decisive?.status).map { .int($0) } ?? .null),
            ("traceID", attempt.traceID.map { .string($0.text) } ?? .null),
            ("durationMilliseconds", decisive.map { milliseconds($0.duration) } ?? .null),
            ("capture", (decisive?.number).map { .int($0) } ?? .null),
            ("conditions", decisive.map { conditions($0.conditions) } ?? .null),
        ]
        return .object(members)
    }

    /// What is not known is left out.
    private static func conditions(_ known: CallConditions) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("concurrency", .int(known.concurrency)), ("elapsedMilliseconds", milliseconds(known.elapsed)),
        ]
        if let reused = known.isReused { members.append(("connectionReused", .bool(reused))) }
        if let address = known.serverAddress { members.append(("serverAddress", .string(address))) }
        if let age = known.tokenAge { members.append(("tokenAgeMilliseconds", milliseconds(age))) }
        if let left = known.quotaLeft { members.append(("quotaLeft", .int(left))) }
        if let spacing = known.spacing { members.append(("spacingMilliseconds", milliseconds(spacing))) }
        if let direct = known.isDirect { members.append(("direct", .bool(direct))) }
        return .object(members)
    }

    /// To a microsecond.
    private static func milliseconds(_ duration: Duration) -> JSONValue {
        .double((duration.milliseconds * 1_000).rounded() / 1_000)
    }
}
