import ExchangeModel
import Playback
import ReplayPlan
import Statistics

/// What a `replay` asks for, read from its flags and found to make sense.
struct ReplayWish: Sendable {
    /// What the flags say of the run; what to replay and where is added later.
    var options: ReplayOptions
    /// For `--confirm-fixed`: how often it failed before, and the clean runs that rule it out.
    var cleanRuns: CleanRuns?

    /// - Parameter reserve: of the settings, in percent; a flag comes first.
    /// - Throws: `CommandFailure` for what can't be meant.
    init(_ flags: ReplayFlags, reserve: Int?) throws(CommandFailure) {
        options = ReplayOptions(times: flags.times ?? 10)
        try setGoal(flags)
        guard (1...10_000).contains(options.times) else {
            throw CommandFailure(
                "--times \(options.times) makes no sense here",
                remedy: "use 1 to 10000",
                status: .usage
            )
        }
        guard let pace = Pace(rawValue: flags.pace) else {
            throw CommandFailure(
                "there is no pace \"\(shown(flags.pace, 40))\"",
                remedy: "use original, fast or quota",
                status: .usage
            )
        }
        options.pace = pace
        guard (1...64).contains(flags.concurrency) else {
            throw CommandFailure(
                "--concurrency \(flags.concurrency) makes no sense here",
                remedy: "use 1 to 64",
                status: .usage
            )
        }
        options.concurrency = flags.concurrency
        let percent = flags.reserve ?? reserve ?? 20
        guard (0...100).contains(percent) else {
            throw CommandFailure("--reserve \(percent) is no percentage", remedy: "use 0 to 100", status: .usage)
        }
        options.reserveShare = Double(percent) / 100
        for text in flags.failing {
            let criterion: FailureCriterion
            do throws(FailureCriterionError) {
                criterion = try FailureCriterion(parsing: text)
            } catch {
                throw CommandFailure("--failing: " + shown("\(error)"), status: .usage)
            }
            if case .finding(let name) = criterion { try FindingName.check(name) }
            options.judge.failing.append(criterion)
        }
        try setSlowness(flags)
        for name in flags.allowWrite {
            let parts = name.split(whereSeparator: \.isWhitespace)
            guard parts.count == 2, parts[1].hasPrefix("/") else {
                throw CommandFailure(
                    "--allow-write \"\(shown(name, 60))\" names no operation",
                    remedy: "write method and path as they are shown: --allow-write 'POST /v1/public/bookings'",
                    status: .usage
                )
            }
        }
        options.shiftsDates = flags.shiftDates
        options.undoes = flags.undo
        if flags.undo, flags.allowWrite.isEmpty {
            throw CommandFailure(
                "--undo has nothing to do: no operation may write",
                remedy: "name those that may with --allow-write 'POST /v1/public/…'",
                status: .usage
            )
        }
        if flags.diagnose {
            try setDiagnosis(flags)
        } else if let lost = flags.seed != 1 ? "--seed" : flags.spacing != "1s" ? "--spacing" : nil {
            throw CommandFailure(
                "\(lost) belongs to --diagnose",
                remedy: "add --diagnose, or leave it out",
                status: .usage
            )
        }
    }

    private mutating func setSlowness(_ flags: ReplayFlags) throws(CommandFailure) {
        guard let text = flags.slowAbove else { return }
        guard let slowAbove = SlowAbove(text) else {
            throw CommandFailure(
                "--slow-above \"\(shown(text, 40))\" is no time",
                remedy: SlowAbove.remedy,
                status: .usage
            )
        }
        guard flags.failing.isEmpty else {
            throw CommandFailure(
                "--slow-above and --failing exclude each other: what you name decides alone",
                remedy: slowAbove.floor == nil
                    ? "leave --slow-above out" : "name it too: --failing slower:\(shown(text, 40))",
                status: .usage
            )
        }
        options.judge.slowFloor = slowAbove.floor
    }

    private mutating func setGoal(_ flags: ReplayFlags) throws(CommandFailure) {
        if flags.until != nil, flags.confirmFixed {
            throw CommandFailure("--until and --confirm-fixed exclude each other", status: .usage)
        }
        if let text = flags.until {
            guard let width = ReplayWish.share(text), width > 0, width < 1 else {
                throw CommandFailure(
                    "--until \"\(shown(text, 40))\" is no width of an interval",
                    remedy: "write it like 20% or 0.2: between 0 and 1",
                    status: .usage
                )
            }
            options.goal = .until(width: width)
            options.times = flags.times ?? 1_000
        }
        guard flags.confirmFixed || flags.was != nil else { return }
        guard flags.confirmFixed, let text = flags.was else {
            throw CommandFailure(
                flags.confirmFixed
                    ? "--confirm-fixed needs to know how often it failed" : "--was belongs to --confirm-fixed",
                remedy: "write --confirm-fixed --was 3/10",
                status: .usage
            )
        }
        let rate: RateText
        do throws(RateText.Problem) {
            rate = try RateText(text)
        } catch {
            throw CommandFailure("--was: " + shown("\(error)"), status: .usage)
        }
        guard let runs = CleanRuns(rate), runs.needed <= 10_000 else {
            throw CommandFailure(
                "a failure as rare as \(shown(text, 40)) can't be ruled out by repeating",
                remedy: "it takes more than 10000 clean runs",
                status: .usage
            )
        }
        cleanRuns = runs
        if let times = flags.times, times < runs.needed {
            throw CommandFailure(
                "--times \(times) can't rule out \(shown(text, 40)): that takes \(runs.needed) clean attempts",
                remedy: "leave --times out",
                status: .usage
            )
        }
        options.goal = .clean(runs: runs.needed)
        options.times = flags.times ?? runs.needed
    }

    private mutating func setDiagnosis(_ flags: ReplayFlags) throws(CommandFailure) {
        let other =
            flags.until != nil ? "--until" : flags.confirmFixed ? "--confirm-fixed" : flags.control ? "--control" : nil
        if let other {
            throw CommandFailure(
                "--diagnose and \(other) exclude each other",
                remedy: "a plan is balanced only as a whole, so its attempts are counted beforehand",
                status: .usage
            )
        }
        guard let spacing = ReplayWish.time(flags.spacing) else {
            throw CommandFailure(
                "--spacing \"\(shown(flags.spacing, 40))\" is no time",
                remedy: "write it like 1s or 500ms, at most 1h",
                status: .usage
            )
        }
        options.times = flags.times ?? 32
        options.diagnosis = DiagnosisPlan(
            times: options.times,
            seed: flags.seed,
            concurrency: max(2, flags.concurrency),
            spacing: spacing
        )
    }

    /// `20%`, `20 %` or `0.2`, from 0 to 1.
    static func share(_ text: String) -> Double? {
        let isPercent = text.hasSuffix("%")
        let digits = isPercent ? String(text.dropLast().reversed().drop { $0 == " " }.reversed()) : text
        guard digits.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2E }), let number = Double(digits) else { return nil }
        return isPercent ? number / 100 : number
    }

    /// `500ms`, `2s`, `5m`, at most an hour.
    static func time(_ text: String) -> Duration? {
        for (suffix, unit) in [("ms", Duration.milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60))]
        where text.hasSuffix(suffix) {
            guard let number = Int(text.dropLast(suffix.count)), (0...3_600_000).contains(number) else { return nil }
            let time = unit * number
            return time <= .seconds(3_600) ? time : nil
        }
        return nil
    }
}
