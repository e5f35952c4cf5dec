import ExchangeModel
import ReplayPlan

/// A call of a synthetic run, by default one like all others.
func call(
    _ headers: HeaderList = HeaderList(),
    url: String = "https://api.onkadence.co/v1/public/bookings/01H59Z0000000000000000000A",
    outcome: Outcome? = nil,
    _ change: (inout CallConditions) -> Void = { _ in }
) -> Attempt.Call {
    var conditions = CallConditions()
    change(&conditions)
    return Attempt.Call(
        number: nil,
        method: "GET",
        url: Array(url.utf8),
        status: 200,
        headers: headers,
        traceID: nil,
        startedAt: recordedAt,
        duration: .milliseconds(100),
        conditions: conditions,
        outcome: outcome
    )
}

/// Attempts from 1 on with the calls that `make` gives.
func attempts(_ count: Int, _ make: (Int) -> (isFailed: Bool, calls: [Attempt.Call])) -> [Attempt] {
    (1...count).map { index in
        let (isFailed, calls) = make(index)
        return Attempt(
            index: index,
            calls: calls,
            outcome: isFailed ? .failed(signature("503")) : .passed,
            startedAt: recordedAt,
            traceID: nil
        )
    }
}
