internal import Synchronization

/// Every secret this process has met: the environment's, and each token seen. In memory only.
package final class KnownSecrets: Sendable {
    /// Beyond these the oldest are forgotten, so that a server that hands out tokens without end can't fill the
    /// memory. The rules for fields and token shapes hold for those too.
    private static let maximumCount = 256
    private static let maximumBytes = 4 << 20
    /// Nobody's secret is longer; a key that holds a whole file would make every scan slow.
    private static let longest = 16 << 10

    private struct State {
        var kinds: [[UInt8]: StandInKind] = [:]
        var order: [(secret: [UInt8], patterns: [SecretMatcher.Pattern])] = []
        var bytes = 0
        var matcher: SecretMatcher?
    }

    /// Keyed fingerprints of what earlier runs have met.
    package let earlierFingerprints: Set<[UInt8]>
    private let state = Mutex(State())

    /// - Parameter fingerprints: of secrets that earlier runs have met, as the store keeps them.
    package init(fingerprints: Set<[UInt8]> = []) {
        earlierFingerprints = fingerprints
    }

    /// From now on the bytes are found wherever they stand. Known ones keep their kind.
    ///
    /// - Parameter kind: a stand-in's kind, such as `identifier`; an unknown one counts as `secret`.
    package func add(_ secret: [UInt8], kind: String) {
        add(secret, StandInKind(known: kind))
    }

    /// Whether it was new.
    @discardableResult
    func add(_ secret: [UInt8], _ kind: StandInKind) -> Bool {
        guard secret.count >= SecretPatterns.shortest, secret.count <= KnownSecrets.longest,
            !StandIn.isWhole(secret), !StandIn.holdsStem(secret)
        else { return false }
        return state.withLock { state in
            guard state.kinds[secret] == nil else { return false }
            state.kinds[secret] = kind
            // Made once: the matcher is built again for each new token.
            state.order.append((secret, SecretPatterns.patterns(for: secret, number: 0)))
            state.bytes += secret.count
            while state.order.count > KnownSecrets.maximumCount || state.bytes > KnownSecrets.maximumBytes {
                // The first ones come from the environment and are worth most; forget from the middle of the line.
                let oldest = state.order.remove(at: max(0, min(8, state.order.count - 2)))
                state.bytes -= oldest.secret.count
                state.kinds[oldest.secret] = nil
            }
            state.matcher = nil
            return true
        }
    }

    /// Keyed fingerprints of all of them, for the store; 17 bytes each.
    package func fingerprints(under keys: RedactionKeys) -> Set<[UInt8]> {
        let secrets = state.withLock { $0.order.map(\.secret) }
        return Set(secrets.filter { $0.count >= SecretPatterns.shortestInsideWords }.map(keys.fingerprint(ofSecret:)))
    }

    /// Finds those known by now; built again only after an addition.
    func matcher() -> SecretMatcher {
        state.withLock { state in
            if let matcher = state.matcher { return matcher }
            var patterns = SecretMatcher.tokenShapes
            var kinds: [StandInKind] = []
            for (secret, own) in state.order {
                for var pattern in own {
                    pattern.secret = kinds.count
                    patterns.append(pattern)
                }
                kinds.append(state.kinds[secret] ?? .secret)
            }
            let matcher = SecretMatcher(patterns, kinds: kinds, secrets: state.order.map(\.secret))
            state.matcher = matcher
            return matcher
        }
    }

    /// What the value is known as, if it is a known secret and nothing else.
    func kind(of value: [UInt8]) -> StandInKind? {
        state.withLock { $0.kinds[value] }
    }
}

extension KnownSecrets: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(state.withLock { $0.order.count }) known secrets" }
    // `dump` and test messages reflect; secrets have nothing to show them.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
