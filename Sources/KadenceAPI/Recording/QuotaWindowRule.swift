internal import APIDocument
package import ContractCheck
internal import ExchangeModel
internal import Redaction

/// Within one window the remaining requests never become more, fall with each call, and the window's end stands still.
///
/// Others may use the same application, so that they may fall faster than by one. How the windows are kept is
/// inference but for the guide's words: what remains is of "the current window", and resets at the time told.
package struct QuotaWindowRule: RecordingRule {
    package let id = "kadence.quota-window"

    package init() {}

    package func begin() -> any RecordingWatch { QuotaWindowWatch(id: id) }
}

/// What one recording says of the quota, by caller.
struct QuotaWindowWatch: RecordingWatch {
    /// One answer's numbers: 48 bytes that stay until the end, since only then the order of the calls is known.
    private struct Answer {
        let time: CallTime
        let remaining: Int
        let reset: Int64
        let context: Int
    }

    /// How far before a window's end it is surely not over, whatever the two clocks show.
    private static let clockDoubt: Int64 = 300_000_000

    private let id: String
    private var answers: [UInt64: [Answer]] = [:]
    private var order: [UInt64] = []
    private var count = 0
    private var contexts: [ObservationContext] = []
    private var full: ObservationContext?

    init(id: String) {
        self.id = id
    }

    mutating func see(_ subject: CheckSubject) {
        let exchange = subject.exchange
        guard Kadence.isKadence(exchange.request), let response = exchange.response,
            !Kadence.isTokenRequest(exchange.request.url),
            let caller = CallerKey.certain(exchange.request),
            let remaining = QuotaWindowWatch.number(QuotaFacts.remainingHeader, response),
            let reset = QuotaWindowWatch.number(QuotaFacts.resetHeader, response)
        else { return }
        // More than the limit is a defect of its own, which the headers' rule tells.
        let limit = QuotaWindowWatch.number(QuotaFacts.limitHeader, response) ?? QuotaFacts.limit
        guard remaining <= limit else { return }
        guard count < RecordingLimit.entries else {
            if full == nil { full = ObservationContext(subject) }
            return
        }
        count += 1
        if answers[caller] == nil { order.append(caller) }
        contexts.append(ObservationContext(subject))
        let answer = Answer(
            time: CallTime(exchange),
            remaining: remaining,
            reset: Timestamp(seconds: Int64(reset)).microseconds,
            context: contexts.count - 1
        )
        answers[caller, default: []].append(answer)
    }

    private static func number(_ name: String, _ response: RedactedResponse) -> Int? {
        let values = response.headers.all(name).map { ASCII.trimmed($0) }
        guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
        return ASCII.decimal(first)
    }

    mutating func finish() -> [RecordingObservation] {
        var gatherer = RecordingGatherer()
        for caller in order { judge(answers[caller] ?? [], &gatherer) }
        answers = [:]
        return gatherer.results() + (full.map { [RecordingLimit.reached(id, "answers", in: $0)] } ?? [])
    }

    /// Goes through the calls as they began, with those that were over by then.
    private func judge(_ answers: [Answer], _ gatherer: inout RecordingGatherer) {
        let byStart = answers.sorted { $0.time.start < $1.time.start }
        let byEnd = answers.sorted { $0.time.end < $1.time.end }
        var over = 0
        /// The fewest that remained, by the window's end.
        var fewest: [Int64: Int] = [:]
        /// The furthest end of a window that was told.
        var furthest: Answer?
        for answer in byStart {
            while over < byEnd.count, byEnd[over].time.isBefore(answer.time) {
                let earlier = byEnd[over]
                fewest[earlier.reset] = min(earlier.remaining, fewest[earlier.reset] ?? .max)
                if isRunning(earlier, at: earlier.time.end), earlier.reset > furthest?.reset ?? .min {
                    furthest = earlier
                }
                over += 1
            }
            // A window that is over, or never was one, binds nobody.
            if isRunning(answer, at: answer.time.end, doubt: 0), let least = fewest[answer.reset],
                answer.remaining >= least
            {
                compare(answer, least, &gatherer)
            }
            if let told = furthest, isRunning(told, at: answer.time.end), answer.reset != told.reset {
                moved(answer, from: told, &gatherer)
            }
        }
    }

    private func compare(_ answer: Answer, _ least: Int, _ gatherer: inout RecordingGatherer) {
        let context = contexts[answer.context]
        guard answer.remaining > least else {
            // Answers that a cache gave, and refusals, may cost nothing.
            return gatherer.add(
                observation(
                    "unchanged",
                    .info,
                    .inference,
                    "\(answer.remaining) requests remain, as many as after an earlier call in the same window",
                    QuotaFacts.remainingHeader,
                    SpecPlace.quotaRemaining
                ),
                in: context
            )
        }
        gatherer.add(
            observation(
                "rises",
                .warning,
                .guide,
                "\(answer.remaining) requests remain, more than the \(least) after an earlier call in the same window",
                QuotaFacts.remainingHeader,
                SpecPlace.quotaRemaining
            ),
            in: context
        )
    }

    private func moved(_ answer: Answer, from told: Answer, _ gatherer: inout RecordingGatherer) {
        // The guide's own example is a time in 1988; what it means is `QuotaHeadersRule`'s matter.
        guard isRunning(answer, at: answer.time.end), abs(answer.reset - told.reset) > 2_000_000 else { return }
        gatherer.add(
            observation(
                "moves",
                .info,
                .inference,
                "the window's end is another than an earlier answer told, though that window was not over",
                QuotaFacts.resetHeader,
                SpecPlace.quotaReset
            ),
            in: contexts[answer.context]
        )
    }

    /// Whether the answer's window can be believed and is not over at this moment.
    private func isRunning(_ answer: Answer, at moment: Int64, doubt: Int64 = QuotaWindowWatch.clockDoubt) -> Bool {
        let (distance, overflow) = answer.reset.subtractingReportingOverflow(moment)
        return !overflow && distance > doubt
            && distance <= QuotaFacts.believableDistance.microseconds
    }

    private func observation(
        _ part: String,
        _ severity: Severity,
        _ provenance: Provenance,
        _ message: String,
        _ header: String,
        _ place: String
    ) -> Observation {
        Observation(
            rule: id + "." + part,
            severity: severity,
            provenance: provenance,
            message: message,
            dataPointer: "header:" + header,
            specPointer: place,
            keyword: part
        )
    }
}
