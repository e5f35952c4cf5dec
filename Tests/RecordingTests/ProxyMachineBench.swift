import ExchangeModel
import NIOCore
import Synchronization
import Testing
import Wire

@testable import Recording

/// The machine without sockets: what goes in is written down, what comes out is compared as text.
struct ProxyMachineBench {
    var machine: ProxyMachine
    var log: [String] = []
    var exchanges: [Exchange] = []

    init(_ upstream: String = "http://api.test") throws {
        let parts = try #require(URLParts(upstream))
        let clock = Mutex(ContinuousClock.now)
        let clocks = Clocks(
            now: { Timestamp(seconds: 1_000) },
            monotonic: {
                clock.withLock { now in
                    now += .milliseconds(1)
                    return now
                }
            }
        )
        machine = ProxyMachine(
            route: try ProxyRoute(parts),
            capture: BodyCapture(cap: 1_000, keys: nil),
            clocks: clocks
        )
    }

    mutating func run(_ step: (inout ProxyMachine, inout [ProxyMachine.Action]) -> Void) {
        var actions: [ProxyMachine.Action] = []
        step(&machine, &actions)
        for action in actions {
            switch action {
            case .open(let choice): log.append("open \(choice)")
            case .toUpstream(let bytes): log.append("> " + String(buffer: bytes))
            case .releaseUpstream: log.append("release")
            case .closeUpstream: log.append("drop")
            case .toClient(let bytes): log.append("< " + String(buffer: bytes))
            case .record(let exchange):
                exchanges.append(exchange)
                log.append("record")
            case .closeClient(let closing): log.append("close \(closing)")
            }
        }
    }

    mutating func client(_ text: String) {
        run { $0.clientReceived(ByteBuffer(string: text), into: &$1) }
    }

    mutating func opened(reused: Bool = false) {
        run {
            $0.upstreamOpened(
                UpstreamFacts(remoteAddress: "127.0.0.1:80", ordinal: 1, isReused: reused),
                into: &$1
            )
        }
    }

    mutating func upstream(_ text: String) {
        run { $0.upstreamReceived(ByteBuffer(string: text), into: &$1) }
    }

    mutating func ended(_ fault: ProxyMachine.Fault? = nil) {
        run { $0.upstreamEnded(fault, into: &$1) }
    }

    /// What happened since the last look.
    mutating func look() -> [String] {
        defer { log = [] }
        return log
    }
}
