internal import APIDocument
package import ExchangeModel

/// Somebody's word that a finding is known, why, and until when it need not be looked at again.
package struct Waiver: Sendable, Hashable {
    /// Which findings are meant.
    package enum Target: Sendable, Hashable {
        /// The one with this fingerprint.
        case fingerprint(Fingerprint)
        /// All of a rule and its parts after a dot (`kadence.quota-headers` takes in `kadence.quota-headers.missing`),
        /// of one operation where one is named by its label.
        case rule(String, operation: String?)
    }

    package let target: Target
    /// Who answers for it.
    package let owner: String
    package let reason: String
    /// The last day it holds, in UTC.
    package let expires: CalendarDay
    /// Where it stands in its file, from 1; 0 where it came from no file.
    package let line: Int

    package init(target: Target, owner: String, reason: String, expires: CalendarDay, line: Int = 0) {
        self.target = target
        self.owner = owner
        self.reason = reason
        self.expires = expires
        self.line = line
    }

    package func isExpired(on today: CalendarDay) -> Bool { today > expires }

    /// Whether the finding is meant, whatever the day.
    package func covers(_ finding: Finding) -> Bool {
        switch target {
        case .fingerprint(let fingerprint): return finding.fingerprint == fingerprint
        case .rule(let rule, let operation):
            guard finding.rule == rule || finding.rule.hasPrefix(rule + ".") else { return false }
            return operation.map { $0 == finding.operation } ?? true
        }
    }

    /// What is waived, for people: hostile only as far as the settings file is.
    package var subject: String {
        switch target {
        case .fingerprint(let fingerprint): fingerprint.text
        case .rule(let rule, nil): rule
        case .rule(let rule, let operation?): rule + " at " + operation
        }
    }

    /// Said where it has expired.
    package var expirySentence: String { "the waiver of \(subject) by \(owner) expired on \(expires)" }
}

/// What became of a waiver in one run.
package struct WaiverUse: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        /// It took this many findings out of the verdict.
        case applied(findings: Int)
        /// Nothing it covers was seen. That is not to say that it is fixed: perhaps nobody called the operation.
        case notSeen
        /// Its day is over; what it covers counts again. The number is how many findings that were.
        case expired(findings: Int)
        /// What it covers is no finding about the contract but quota, sign-in or network in the way.
        case notWaivable
    }

    package let waiver: Waiver
    package let state: State

    package init(waiver: Waiver, state: State) {
        self.waiver = waiver
        self.state = state
    }

    package var isExpired: Bool { if case .expired = state { true } else { false } }

    /// A clause for people.
    package var explanation: String {
        switch state {
        case .applied(let findings): "waives \(counted(findings, "finding")) until \(waiver.expires)"
        case .notSeen: "not seen in this run, which does not mean that it is fixed"
        case .expired(0): "expired on \(waiver.expires); what it waived was not seen in this run"
        case .expired(let findings): "expired on \(waiver.expires); \(counted(findings, "finding")) count again"
        case .notWaivable: "waives nothing: quota, sign-in and network say nothing about the contract"
        }
    }
}
