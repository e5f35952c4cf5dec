import CaptureStore
import Redaction

/// Finds the value that a stand-in stands for: an earlier answer's, the one sealed on this machine, or one given.
struct ValueResolver: Sendable {
    let captures: any CaptureRepository
    let keys: RedactionKeys
    /// By stand-in or by name.
    let values: [String: [UInt8]]

    /// The value, or nil where nothing gives it.
    func value(for replacement: Replacement, earlier: EarlierAnswers) -> [UInt8]? {
        if let value = earlier.value(for: replacement.standIn) { return value }
        // A sealed value that can't be read or opened is a missing one; the run says which.
        if let sealed = try? captures.sealedValue(for: Array(replacement.standIn.utf8)),
            let value = try? keys.open(sealed)
        {
            return value
        }
        let name = replacement.pointer.split(separator: "/").last.map(String.init) ?? ""
        return values[replacement.standIn] ?? values[name]
    }
}
