import ExchangeModel
import Redaction
import ReplayPlan

let api = "https://api.onkadence.co"

/// Ids that no two tests share by accident.
enum ID {
    static let booking = "01H59Z8K3QW7V2M4N6P8R0T1AB"
    static let user = "01H59Z8K3QW7V2M4N6P8R0T1CD"
    static let building = "01H59Z8K3QW7V2M4N6P8R0T1EF"
    static let space = "01H59Z8K3QW7V2M4N6P8R0T1GH"
    static let today = "01JNEWNEWNEWNEWNEWNEWNEW12"
    static let uuid = "6f1c2b3a-9d8e-4c7b-a6f5-0123456789ab"
}

/// A recorded call and its answer.
func call(
    _ method: String = "GET",
    _ target: String,
    headers: HeaderList = HeaderList(),
    body: String = "",
    type: String = "application/json",
    status: Int = 200,
    answer: String = "",
    answerHeaders: HeaderList = HeaderList(),
    answerType: String = "application/ld+json",
    isCut: Bool = false,
    using gate: Redactor = redactor
) -> RedactedExchange {
    gate.redact(
        rawCall(
            method,
            target,
            headers: headers,
            body: body,
            type: type,
            status: status,
            answer: answer,
            answerHeaders: answerHeaders,
            answerType: answerType,
            isCut: isCut
        )
    )
}

/// The same, raw.
func rawCall(
    _ method: String = "GET",
    _ target: String,
    headers: HeaderList = HeaderList(),
    body: String = "",
    type: String = "application/json",
    status: Int = 200,
    answer: String = "",
    answerHeaders: HeaderList = HeaderList(),
    answerType: String = "application/ld+json",
    isCut: Bool = false
) -> Exchange {
    var headers = headers
    var answerHeaders = answerHeaders
    if !body.isEmpty { headers.append("Content-Type", type) }
    if !answer.isEmpty { answerHeaders.append("Content-Type", answerType) }
    return Exchange(
        startedAt: recordedAt,
        request: RequestMessage(
            method: method,
            url: Array((target.hasPrefix("http") ? target : api + target).utf8),
            headers: headers,
            body: MessageBody(Array(body.utf8), isCut: isCut)
        ),
        response: ResponseMessage(status: status, headers: answerHeaders, body: MessageBody(Array(answer.utf8)))
    )
}

/// The flow of these calls, each named by method and path.
func script(_ calls: [RedactedExchange], names: [FlowVariable] = []) -> FlowScript {
    FlowScript(
        calls.map { (nil, $0) },
        operation: { method, url in
            let path = URLParts(url).map { String(decoding: $0.path, as: UTF8.self) } ?? "?"
            return "\(method) \(path)"
        },
        names: names
    )
}

/// A recorded request as it is sent where nothing is redacted.
func message(_ exchange: RedactedExchange) -> RequestMessage {
    RequestMessage(
        method: exchange.request.method,
        url: exchange.request.url,
        version: exchange.request.version,
        headers: exchange.request.headers,
        body: MessageBody(exchange.request.body.bytes)
    )
}

/// The last step's request with today's values from these answers, by step; nil for a value that is not there.
func replayed(_ script: FlowScript, answers: [Int: String], headers: [Int: HeaderList] = [:]) -> RequestMessage? {
    guard let step = script.steps.last else { return nil }
    var request = message(step.exchange)
    var inputs: [(input: FlowInput, value: [UInt8])] = []
    for input in step.inputs {
        guard let link = input.link else { continue }
        let fields = headers[link.step] ?? script.steps[link.step].exchange.response?.headers ?? HeaderList()
        guard let value = link.value(headers: fields, body: Array((answers[link.step] ?? "").utf8)) else { return nil }
        inputs.append((input, value))
    }
    guard FlowScript.substitute(&request, inputs: inputs).isEmpty else { return nil }
    return request
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
