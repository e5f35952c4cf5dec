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
            if statement?.isEmpty ?? true {
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
        func headers(_ headers: HeaderList, _ item: String) {
            guard headers.fields.isEmpty else { return }
            gaps.append(ReportGap(item: item, reason: "none were recorded", remedy: "record the call itself"))
        }
        func body(_ body: RedactedBody, _ item: String) {
            if let reason = body.withheld {
                gaps.append(ReportGap(item: item, reason: reason, remedy: "send it by hand if support asks for it"))
            } else if body.isCut, body.bytes.isEmpty {
                gaps.append(ReportGap(item: item, reason: "not in the recording", remedy: "record the call itself"))
            } else if body.isCut {
                gaps.append(
                    ReportGap(
                        item: item,
                        reason: "longer than the recorder keeps",
                        remedy: "record again with a larger body-limit (a setting, in MiB)"
                    )
                )
            } else if body.isTruncated {
                gaps.append(
                    ReportGap(
                        item: item,
                        reason: "the peer stopped before its announced end",
                        remedy: "nothing to do; the report says so"
                    )
                )
            }
        }
        statement(input.goal, "summary of what you try to achieve", "--goal")
        for item in input.items {
            let name = "request \(item.number)"
            headers(item.exchange.request.headers, "\(name): request headers")
            body(item.exchange.request.body, "\(name): request body")
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
            headers(response.headers, "\(name): response headers")
            body(response.body, "\(name): response body")
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
        if input.items.contains(where: { $0.exchange.startedAt.microseconds == 0 }) {
            gaps.append(
                ReportGap(item: "approximate time", reason: "the recording does not say", remedy: "name it in --actual")
            )
        }
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
