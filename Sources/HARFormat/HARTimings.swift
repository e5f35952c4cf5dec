internal import ExchangeModel
internal import JSONTree

/// Phases as HAR 1.2 counts them: milliseconds with a fraction, -1 where a phase did not happen, and the TLS
/// handshake counted within `connect` as well as on its own.
enum HARTimings {
    static func read(_ node: JSONNode?) -> Timings {
        func phase(_ name: String) -> Duration? { duration(node?[name]?.double) }
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
        let connect: Duration? =
            switch (timings.connect, timings.tls) {
            case (let connect?, let tls?): connect + tls
            case (let connect, _): connect
            }
        let phases = [
            ("blocked", timings.blocked), ("dns", timings.dns), ("connect", connect), ("ssl", timings.tls),
            ("send", timings.send), ("wait", timings.wait), ("receive", timings.receive),
        ]
        for (name, duration) in phases { json.number(name, duration.map(milliseconds) ?? "-1") }
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
