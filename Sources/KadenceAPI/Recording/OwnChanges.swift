internal import ContractCheck
internal import ExchangeModel
internal import Redaction

/// When the recording's own calls may have changed the data, so that lists asked for around then need not agree.
struct OwnChanges {
    private var times: [CallTime] = []
    private var isFull = false
    /// The times by their beginnings, and the latest end up to each.
    private var starts: [Int64] = []
    private var latestEnds: [Int64] = []

    /// Takes note of a call that may change something, be it refused or not.
    mutating func see(_ subject: CheckSubject) {
        let request = subject.exchange.request
        guard !["GET", "HEAD", "OPTIONS"].contains(request.method), !Kadence.isTokenRequest(request.url) else { return }
        if times.count < RecordingLimit.entries {
            times.append(CallTime(subject.exchange))
        } else {
            isFull = true
        }
    }

    /// To be called once before the first question.
    mutating func settle() {
        times.sort { $0.start < $1.start }
        starts = times.map(\.start)
        latestEnds = []
        latestEnds.reserveCapacity(times.count)
        for time in times { latestEnds.append(max(time.end, latestEnds.last ?? .min)) }
    }

    /// Whether a change may lie in the span.
    func touch(_ span: CallSpan) -> Bool {
        if isFull { return true }
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= span.end { low = middle + 1 } else { high = middle }
        }
        return low > 0 && latestEnds[low - 1] >= span.start
    }
}
