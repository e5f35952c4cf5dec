internal import ExchangeModel
internal import JSONTree

/// Reads waivers out of a tree, one after the other, and gathers what is wrong.
struct WaiverReader {
    /// More of them are no exceptions any more.
    static let most = 1_000
    private static let members = ["fingerprint", "rule", "operation", "owner", "reason", "expires"]
    /// A list of a thousand broken waivers needs no thousand lines.
    private static let mostProblems = 50

    private(set) var waivers: [Waiver] = []
    private(set) var problems: [WaiverError.Problem] = []
    private var lines: [Waiver.Target: Int] = [:]

    mutating func note(_ line: Int, _ message: String) {
        if problems.count < WaiverReader.mostProblems { problems.append(.init(line: line, message: message)) }
    }

    mutating func read(_ node: JSONNode, line: (JSONNode) -> Int) {
        let start = line(node)
        guard node.kind == .object else {
            note(start, "a waiver is a mapping with owner, reason, expires, and fingerprint or rule")
            return
        }
        let before = problems.count
        var texts: [String: (text: String, line: Int)] = [:]
        for (key, value) in node.members {
            let name = key.string ?? ""
            guard WaiverReader.members.contains(name) else {
                note(
                    line(key),
                    "a waiver has no `\(shortened(name))`; it takes " + WaiverReader.members.joined(separator: ", ")
                )
                continue
            }
            guard let text = WaiverReader.text(of: value), !text.isEmpty else {
                note(line(key), "`\(name)` of a waiver is text, and not empty")
                continue
            }
            texts[name] = (text, line(key))
        }
        // What is there but wrong has been said already.
        let isWhole = problems.count == before
        for name in ["owner", "reason", "expires"] where texts[name] == nil && node[name] == nil {
            note(start, WaiverReader.absence(of: name))
        }
        let expires = day(texts["expires"])
        let target = target(texts, isWhole, start)
        guard problems.count == before, let target, let expires, let owner = texts["owner"]?.text,
            let reason = texts["reason"]?.text
        else { return }
        if let other = lines[target] {
            note(start, "this is waived already in line \(other); keep one of the two")
            return
        }
        lines[target] = start
        waivers.append(Waiver(target: target, owner: owner, reason: reason, expires: expires, line: start))
    }

    private mutating func day(_ value: (text: String, line: Int)?) -> CalendarDay? {
        guard let value else { return nil }
        guard let day = CalendarDay(parsing: value.text) else {
            note(value.line, "`expires` is a day written YYYY-MM-DD, not \"\(shortened(value.text))\"")
            return nil
        }
        return day
    }

    private mutating func target(
        _ texts: [String: (text: String, line: Int)],
        _ isWhole: Bool,
        _ start: Int
    ) -> Waiver.Target? {
        switch (texts["fingerprint"], texts["rule"]) {
        case (let fingerprint?, nil):
            if let operation = texts["operation"] {
                note(operation.line, "a fingerprint names its operation already; leave `operation` out")
            }
            guard fingerprint.text.utf8.count == 16,
                fingerprint.text.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 &- 0x61 < 6 })
            else {
                note(
                    fingerprint.line,
                    "`fingerprint` has 16 digits of 0–9 and a–f, as a check's output shows it after `id`"
                )
                return nil
            }
            return .fingerprint(Fingerprint(fingerprint.text))
        case (nil, let rule?):
            if rule.text == "inconclusive" || rule.text.hasPrefix("inconclusive.") {
                note(rule.line, "quota, sign-in and network can't be waived: they say nothing about the contract")
                return nil
            }
            return .rule(rule.text, operation: texts["operation"]?.text)
        case (.some, let rule?):
            note(rule.line, "a waiver has a fingerprint or a rule, not both")
            return nil
        case (nil, nil):
            if isWhole { note(start, "the waiver does not say what it waives: add `fingerprint` or `rule`") }
            return nil
        }
    }

    private static func absence(of name: String) -> String {
        switch name {
        case "owner": "the waiver has no `owner`: somebody has to answer for it"
        case "reason": "the waiver has no `reason`: say why the finding is accepted"
        default: "the waiver has no `expires`: name the last day it holds, YYYY-MM-DD"
        }
    }

    /// Numbers too: YAML reads a fingerprint of digits alone as one.
    private static func text(of node: JSONNode) -> String? {
        switch node.kind {
        case .string: node.string
        case .number: String(decoding: node.lexeme, as: UTF8.self)
        default: nil
        }
    }

    private func shortened(_ text: String) -> String {
        text.unicodeScalars.count > 40 ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(39))) + "…" : text
    }
}
