import ExchangeModel
import JSONTree
import Redaction

/// What the answers of one attempt have given so far, by the stand-ins that the recording has for it.
///
/// The recording's answer held a value at some place, for which a stand-in stands now; the attempt's answer holds
/// today's value at the same place. That is how a later request gets it.
struct EarlierAnswers {
    private var values: [String: [UInt8]] = [:]

    /// Today's value for a stand-in of the recording.
    func value(for standIn: String) -> [UInt8]? { values[standIn] }

    /// Learns from an answer to a repeated request. Flows from files list no replacements, so the recorded body itself
    /// is searched.
    mutating func learn(recorded: RedactedExchange, raw: Exchange) {
        guard let before = recorded.response?.body.bytes, StandIn.occurs(in: before),
            let old = try? JSONDocument.parse(before), let today = RawAnswer.document(raw)
        else { return }
        var pending = [(old.root, today.root)]
        while let (old, today) = pending.popLast() {
            switch (old.kind, today.kind) {
            case (.string, .string), (.string, .number):
                if let text = old.string, StandIn.find(in: Array(text.utf8)).map(\.text) == [text] {
                    values[text] = today.stringBytes ?? today.lexeme
                }
            case (.array, .array): pending += zip(old.elements, today.elements)
            case (.object, .object):
                let members = Dictionary(today.members.map { ($0.key.string, $0.value) }) { $1 }
                for (key, value) in old.members {
                    if let found = members[key.string] { pending.append((value, found)) }
                }
            default: continue
            }
        }
    }
}
