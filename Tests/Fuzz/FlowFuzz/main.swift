import ExchangeModel
import Redaction
import ReplayPlan
import Statistics

private let types = [
    "application/ld+json", "text/csv", "text/plain", "multipart/form-data; boundary=x", "application/json",
]
private let redactor = Redactor(keys: RedactionKeys(master: Array(0..<32)))

/// Takes the input apart as answers and requests of a flow, as criteria, rates and a kept run. A crash is a fault, and so
/// are links that do not give back the recorded request when today's answers are the recorded ones.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzFlow(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 2 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
    let cut = bytes.count * Int(start[1]) / 256
    let (answer, asked) = (Array(bytes[..<cut]), Array(bytes[cut...]))
    let headers: HeaderList = ["Content-Type": types[Int(start[0]) % types.count]]
    let first = exchange(Array("https://h/a".utf8), [], headers, answer)
    let second = exchange(
        Array("https://h/b?x=".utf8) + asked.filter { $0 > 0x20 && $0 < 0x7F },
        asked,
        headers,
        answer
    )
    let script = FlowScript([(1, first), (2, second)], operation: { method, _ in method })
    _ = script.explanation
    repeatAsRecorded(script, first)

    var judge = OutcomeJudge(recorded: first, operation: { method, _ in method })
    for one in [first, second, exchange(Array("https://h/a".utf8), [], headers, asked)] { _ = judge.judge(one) }
    _ = (judge.outcomes, judge.explanation)

    let text = String(decoding: bytes, as: UTF8.self)
    if let criterion = try? FailureCriterion(parsing: text),
        (try? FailureCriterion(parsing: criterion.text)) != criterion
    {
        fatalError("a criterion does not read back")
    }
    if let rate = try? RateText(text), !(rate.rate > 0 && rate.rate <= 1) { fatalError("a rate beyond 1") }
    _ = RunRecordCoding.record(head: bytes, attempts: [answer, asked])
    return 0
}

/// With the recorded answers, the recorded requests come out byte for byte.
private func repeatAsRecorded(_ script: FlowScript, _ answered: RedactedExchange) {
    guard script.steps.count == 2, let response = answered.response else { return }
    let content = AnswerContent(headers: response.headers, body: response.body.bytes)
    let request = script.steps[1].exchange.request
    let message = RequestMessage(
        method: request.method,
        url: request.url,
        version: request.version,
        headers: request.headers,
        body: MessageBody(request.body.bytes)
    )
    var repeated = message
    let inputs = script.steps[1].inputs.compactMap { input -> (input: FlowInput, value: [UInt8])? in
        input.link.flatMap { $0.value(in: content) }.map { (input, $0) }
    }
    FlowScript.substitute(&repeated, inputs: inputs)
    guard repeated.url == message.url, repeated.body.bytes == message.body.bytes, repeated.headers == message.headers
    else {
        fatalError("the recorded answers give another request")
    }
}

private func exchange(_ url: [UInt8], _ body: [UInt8], _ headers: HeaderList, _ answer: [UInt8]) -> RedactedExchange {
    redactor.redact(
        Exchange(
            startedAt: Timestamp(seconds: 0),
            request: RequestMessage(method: "GET", url: url, headers: headers, body: MessageBody(body)),
            response: ResponseMessage(status: 200, headers: headers, body: MessageBody(answer))
        )
    )
}

/// In debug builds SwiftPM takes this function for the program's beginning; libFuzzer's own is behind it.
@_cdecl("FlowFuzz_main")
func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzFlow)
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
