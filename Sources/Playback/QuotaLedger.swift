import Crypto
package import ExchangeModel
import JSONTree
package import KadenceAPI

/// What this machine last heard of the hourly quota, shared by every process that uses the same API key.
///
/// An answer's own numbers are the truth; the ledger only lets a run know them before its first call.
package struct QuotaLedger: Sendable {
    /// A state, and when it was heard.
    package struct Entry: Sendable, Hashable {
        package let state: QuotaState
        package let seenAt: Timestamp

        package init(state: QuotaState, seenAt: Timestamp) {
            self.state = state
            self.seenAt = seenAt
        }
    }

    private let folder: StateFolder
    private let name: String

    /// - Parameter identifier: the API key's identifier; the quota is per application.
    package init(folder: StateFolder, endpoints: Endpoints, identifier: [UInt8]) {
        self.folder = folder
        var hash = SHA256()
        hash.update(data: Array("reprise quota ledger\u{0}\(endpoints.apiBase.origin)\u{0}".utf8))
        hash.update(data: identifier)
        name = "quota-" + hex(hash.finalize().prefix(16)) + ".json"
    }

    /// What was heard last; nil if that was longer ago than a window lasts, or the window has ended since.
    package func read(now: Timestamp) -> Entry? {
        guard let entry = stored(), entry.seenAt <= now.advanced(by: .seconds(60)),
            now.since(entry.seenAt) < QuotaFacts.window
        else { return nil }
        if let reset = entry.state.resetSeconds.map({ Timestamp(seconds: $0) }), reset >= entry.seenAt, reset <= now {
            return nil
        }
        return entry
    }

    /// Notes what an answer said, unless a later answer has been noted by now.
    package func note(_ state: QuotaState, at moment: Timestamp) {
        folder.locked(name) {
            if let known = stored(), known.seenAt > moment, known.seenAt <= moment.advanced(by: QuotaFacts.window) {
                return
            }
            var members: [(String, JSONValue)] = [("version", .int(1)), ("seenAt", .int(Int(moment.microseconds)))]
            if let limit = state.limit { members.append(("limit", .int(limit))) }
            if let remaining = state.remaining { members.append(("remaining", .int(remaining))) }
            if let reset = state.resetSeconds { members.append(("resetSeconds", .int(Int(reset)))) }
            folder.store(JSONValue.object(members).serialized(), as: name)
        }
    }

    private func stored() -> Entry? {
        guard let bytes = folder.contents(of: name), let root = try? JSONDocument.parse(bytes).root,
            root["version"]?.int == 1, let seenAt = root["seenAt"]?.int
        else { return nil }
        let state = QuotaState(
            limit: root["limit"]?.int,
            remaining: root["remaining"]?.int,
            resetSeconds: root["resetSeconds"]?.int.map { Int64($0) }
        )
        return Entry(state: state, seenAt: Timestamp(microseconds: Int64(seenAt)))
    }
}
