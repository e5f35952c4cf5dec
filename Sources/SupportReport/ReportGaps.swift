import ExchangeModel
import Redaction
import ReplayPlan

/// An item of the guide's list that the report lacks, why, and how to supply it.
package struct ReportGap: Sendable, Hashable {
    package let item: String
    package let reason: String
    package let remedy: String
}

/// Compares a report with the guide's list "What to Include in Your Request".
package enum GuideChecklist {
    /// What is missing; empty where support has nothing left to ask.
    package static func gaps(in input: ReportInput) -> [ReportGap] {
        var gaps: [ReportGap] = []
        func statement(_ statement: ReportInput.Statement?, _ item: String, _ flag: String) {
            if statement == nil {
                gaps.append(ReportGap(item: item, reason: "nobody said it yet", remedy: "add \(flag) \"…\""))
            } else if statement?.isDraft == true {
                gaps.append(
                    ReportGap(
                        item: item,
                        reason: "only drafted from the recording",
                        remedy: "say it yourself with \(flag) \"…\""
                    )
                )
            }
        }
        statement(input.goal, "summary of what you try to achieve", "--goal")
        for item in input.items {
            let name = "request \(item.number)"
            if let reason = item.exchange.request.body.withheld {
                gaps.append(
                    ReportGap(
                        item: "\(name): request body",
                        reason: reason,
                        remedy: "send it by hand if support asks for it"
                    )
                )
            }
            guard let response = item.exchange.response else {
                gaps.append(
                    ReportGap(
                        item: "\(name): response",
                        reason: "none came: " + (item.exchange.failure?.message ?? "unknown reason"),
                        remedy: "nothing to do; the failure itself is in the report"
                    )
                )
                continue
            }
            if let reason = response.body.withheld {
                gaps.append(
                    ReportGap(
                        item: "\(name): response body",
                        reason: reason,
                        remedy: "send it by hand if support asks for it"
                    )
                )
            } else if response.body.isCut {
                gaps.append(
                    ReportGap(
                        item: "\(name): response body",
                        reason: "longer than the recorder keeps",
                        remedy: "record again with a larger body-limit (a setting, in MiB)"
                    )
                )
            }
            if item.exchange.traceID == nil {
                gaps.append(
                    ReportGap(
                        item: "\(name): X-WX-Trace",
                        reason: "not in the response",
                        remedy: "nothing to do; the guide accepts the approximate time, which is in the report"
                    )
                )
            }
        }
        statement(input.expected, "what you expected to happen", "--expected")
        statement(input.actual, "what actually happened", "--actual")
        if input.frequency?.counted ?? 0 == 0, let subject = input.subject {
            gaps.append(
                ReportGap(
                    item: "frequency",
                    reason: "not measured",
                    remedy: "reprise replay \(subject.number) --times 10, if the problem comes and goes"
                )
            )
        }
        return gaps
    }
}
