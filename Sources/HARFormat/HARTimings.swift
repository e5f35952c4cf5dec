internal import ExchangeModel
internal import JSONTree

/// Phases as HAR 1.2 counts them: milliseconds with a fraction, -1 where a phase did not happen, and the TLS
/// handshake counted within `connect` as well as on its own. `send`, `wait` and `receive` must be there and not
/// negative, so an absent one is written as 0, and `_reprise.timings.unmeasured` names it.
enum HARTimings {
    /// - Parameter own: the `_reprise.timings` of the entry.
    static func read(_ node: JSONNode?, own: JSONNode?) -> Timings {
        let unmeasured = own?["unmeasured"]?.elements.compactMap(\.string) ?? []
        func phase(_ name: String) -> Duration? {
            unmeasured.contains(name) ? nil : duration(node?[name]?.double)
        }
        let tls = phase("ssl")
        var connect = phase("connect")
        if let both = connect, let tls, both >= tls { connect = both - tls }
        return Timings(
            blocked: phase("blocked"),
            dns: phase("dns"),
            connect: connect,
            tls: tls,
            send: phase("send"),
            wait: phase("wait"),
            receive: phase("receive")
        )
    }

    static func write(_ timings: Timings, to json: inout JSONBuilder) {
        // The phases of `time` must be there for the sum, so the handshake is in `connect` even where that is absent.
        let connect = timings.tls.map { $0 + (timings.connect ?? .zero) } ?? timings.connect
        let phases = [
            ("blocked", timings.blocked), ("dns", timings.dns), ("connect", connect), ("ssl", timings.tls),
            ("send", timings.send ?? .zero), ("wait", timings.wait ?? .zero), ("receive", timings.receive ?? .zero),
        ]
        for (name, duration) in phases { json.number(name, duration.map(milliseconds) ?? "-1") }
    }

    /// The phases that were not measured and are written as a number all the same.
    static func unmeasured(_ timings: Timings) -> [String] {
        var names = timings.connect == nil && timings.tls != nil ? ["connect"] : []
        if timings.send == nil { names.append("send") }
        if timings.wait == nil { names.append("wait") }
        if timings.receive == nil { names.append("receive") }
        return names
    }

    /// To the nanosecond.
    private static func duration(_ milliseconds: Double?) -> Duration? {
        guard let milliseconds, milliseconds >= 0, milliseconds < 315_360_000_000 else { return nil }
        return .nanoseconds(Int64((milliseconds * 1_000_000).rounded()))
    }

    /// Milliseconds with up to six decimals, exact to the nanosecond.
    static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000)
        let nanoseconds = attoseconds / 1_000_000_000
        guard !isTooLong, whole >= 0, nanoseconds >= 0 else { return "-1" }
        let (sum, isTooMuch) = whole.addingReportingOverflow(nanoseconds / 1_000_000)
        guard !isTooMuch else { return "-1" }
        var fraction = String(nanoseconds % 1_000_000 + 1_000_000).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return fraction.isEmpty ? "\(sum)" : "\(sum).\(fraction)"
    }
}
