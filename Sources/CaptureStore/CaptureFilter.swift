package import ExchangeModel

/// Which captures to list. Every term must hold, but numbers are alternatives to each other.
package struct CaptureFilter: Sendable, Hashable {
    /// One condition.
    package enum Term: Sendable, Hashable {
        /// Status from and to, both included.
        case status(ClosedRange<Int>)
        /// No response came.
        case noStatus
        /// No whole response, no status, or one from 400.
        case failed
        /// Without regard to case.
        case method(String)
        /// Part of the host's name, in lower case.
        case host(String)
        /// Part of the path, bytes compared as they are.
        case path([UInt8])
        case since(Timestamp)
        case until(Timestamp)
        /// The start of a trace id.
        case trace([UInt8])
        case tag(String)
        case run(String)
        /// Repeats this capture.
        case repeats(Int)
    }

    /// All of them must hold.
    package var terms: [Term]
    /// One of them must hold, unless there are none.
    package var numbers: [ClosedRange<Int>]

    package init(terms: [Term] = [], numbers: [ClosedRange<Int>] = []) {
        self.terms = terms
        self.numbers = numbers
    }

    /// Leaves nothing out.
    package static let everything = CaptureFilter()

    /// The wanted numbers in order, what overlaps or touches put together.
    var mergedNumbers: [ClosedRange<Int>] {
        var result: [ClosedRange<Int>] = []
        for range in numbers.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// Whether this capture is wanted.
    package func matches(_ capture: CaptureSummary) -> Bool {
        guard numbers.isEmpty || numbers.contains(where: { $0.contains(capture.number) }) else { return false }
        let parts = URLParts(capture.url)
        return terms.allSatisfy { term in
            switch term {
            case .status(let range): capture.status.map { range.contains($0) } ?? false
            case .noStatus: capture.status == nil
            case .failed: capture.isFailed
            case .method(let method): ASCII.equalIgnoringCase(capture.method.utf8, method.utf8)
            case .host(let host): (parts?.hostText).map { contains($0.utf8, host.utf8) } ?? false
            case .path(let path): contains(parts?.path ?? capture.url, path)
            case .since(let moment): capture.startedAt >= moment
            case .until(let moment): capture.startedAt <= moment
            case .trace(let start): capture.traceID?.utf8.starts(with: start) ?? false
            case .tag(let tag): capture.tags.contains(tag)
            case .run(let run): capture.run == run
            case .repeats(let number): capture.repeats == number
            }
        }
    }

    private func contains(_ text: some Collection<UInt8>, _ part: some Collection<UInt8>) -> Bool {
        var rest = text[...]
        while rest.count >= part.count {
            if rest.starts(with: part) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
