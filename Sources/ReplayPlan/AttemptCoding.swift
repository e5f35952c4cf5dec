import ExchangeModel
import Foundation
package import JSONTree

extension RunRecordCoding {
    /// One attempt with its calls.
    package static func attempt(_ attempt: Attempt) -> [UInt8] {
        var members: [(String, JSONValue)] = [
            ("version", .int(version)), ("index", .int(attempt.index)), ("startedAt", moment(attempt.startedAt)),
            ("outcome", outcome(attempt.outcome)), ("calls", .array(attempt.calls.map(call))),
        ]
        members.add("traceID", attempt.traceID.map { .string($0.text) })
        return JSONValue.object(members).serialized()
    }

    /// The attempt that `attempt(_:)` wrote.
    package static func attempt(_ bytes: [UInt8]) -> Attempt? {
        guard let root = root(bytes), let index = root["index"]?.int, let startedAt = moment(root["startedAt"]),
            let outcome = outcome(root["outcome"]), let calls = root["calls"], calls.kind == .array
        else { return nil }
        let read = calls.elements.compactMap(call)
        guard read.count == calls.count else { return nil }
        return Attempt(
            index: index,
            calls: read,
            outcome: outcome,
            startedAt: startedAt,
            traceID: root["traceID"]?.string.flatMap { TraceID($0) }
        )
    }

    // MARK: Calls

    private static func call(_ call: Attempt.Call) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("method", .string(call.method)), ("url", bytes(call.url)),
            ("headers", .array(call.headers.fields.map { .array([bytes($0.name), bytes($0.value)]) })),
            ("startedAt", moment(call.startedAt)), ("duration", duration(call.duration)),
            ("conditions", conditions(call.conditions)),
        ]
        members.add("number", call.number.map { .int($0) })
        members.add("status", call.status.map { .int($0) })
        members.add("traceID", call.traceID.map { .string($0.text) })
        members.add("outcome", call.outcome.map(outcome))
        return .object(members)
    }

    private static func call(_ node: JSONNode) -> Attempt.Call? {
        guard let method = node["method"]?.string, let url = bytes(node["url"]), let headers = node["headers"],
            headers.kind == .array, let startedAt = moment(node["startedAt"]),
            let duration = duration(node["duration"]), let conditions = node["conditions"].flatMap(conditions)
        else { return nil }
        let fields = headers.elements.compactMap { pair -> HeaderList.Field? in
            guard pair.count == 2, let name = bytes(pair[0]), let value = bytes(pair[1]) else { return nil }
            return HeaderList.Field(name: name, value: value)
        }
        guard fields.count == headers.count else { return nil }
        let judged = node["outcome"]
        let found = outcome(judged)
        guard judged == nil || found != nil else { return nil }
        return Attempt.Call(
            number: node["number"]?.int,
            method: method,
            url: url,
            status: node["status"]?.int,
            headers: HeaderList(fields),
            traceID: node["traceID"]?.string.flatMap { TraceID($0) },
            startedAt: startedAt,
            duration: duration,
            conditions: conditions,
            outcome: found
        )
    }

    private static func conditions(_ conditions: CallConditions) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("concurrency", .int(conditions.concurrency)), ("elapsed", duration(conditions.elapsed)),
        ]
        members.add("isReused", conditions.isReused.map { .bool($0) })
        members.add("serverAddress", conditions.serverAddress.map { .string($0) })
        members.add("tokenAge", conditions.tokenAge.map(duration))
        members.add("quotaLeft", conditions.quotaLeft.map { .int($0) })
        members.add("spacing", conditions.spacing.map(duration))
        members.add("isDirect", conditions.isDirect.map { .bool($0) })
        return .object(members)
    }

    private static func conditions(_ node: JSONNode) -> CallConditions? {
        guard node.kind == .object else { return nil }
        var conditions = CallConditions()
        conditions.isReused = node["isReused"]?.bool
        conditions.serverAddress = node["serverAddress"]?.string
        conditions.tokenAge = duration(node["tokenAge"])
        conditions.quotaLeft = node["quotaLeft"]?.int
        conditions.concurrency = node["concurrency"]?.int ?? conditions.concurrency
        conditions.spacing = duration(node["spacing"])
        conditions.elapsed = duration(node["elapsed"]) ?? conditions.elapsed
        conditions.isDirect = node["isDirect"]?.bool
        return conditions
    }

    // MARK: Outcomes

    private static func outcome(_ outcome: Outcome) -> JSONValue {
        switch outcome {
        case .passed: .object([("is", "passed")])
        case .failed(let signature):
            .object(
                [
                    ("is", "failed"), ("operation", .string(signature.operation)),
                    ("class", .string(signature.failureClass.rawValue)), ("summary", .string(signature.summary)),
                ] + (signature.status.map { [("status", .int($0))] } ?? [])
            )
        case .inconclusive(let reason):
            switch reason {
            case .quota: .object([("is", "inconclusive"), ("because", "quota")])
            case .signInRefused(let text): inconclusive("signInRefused", text)
            case .notSent(let text): inconclusive("notSent", text)
            case .earlierStepFailed(let text): inconclusive("earlierStepFailed", text)
            case .notEvaluable(let text): inconclusive("notEvaluable", text)
            }
        }
    }

    private static func inconclusive(_ reason: String, _ text: String) -> JSONValue {
        .object([("is", "inconclusive"), ("because", .string(reason)), ("text", .string(text))])
    }

    private static func outcome(_ node: JSONNode?) -> Outcome? {
        guard let node else { return nil }
        switch node["is"]?.string {
        case "passed": return .passed
        case "failed":
            guard let operation = node["operation"]?.string, let summary = node["summary"]?.string,
                let failureClass = node["class"]?.string.flatMap(FailureSignature.Class.init(rawValue:))
            else { return nil }
            return .failed(
                FailureSignature(
                    operation: operation,
                    failureClass: failureClass,
                    status: node["status"]?.int,
                    summary: summary
                )
            )
        case "inconclusive":
            let text = node["text"]?.string
            switch node["because"]?.string {
            case "quota": return .inconclusive(.quota)
            case "signInRefused": return text.map { .inconclusive(.signInRefused($0)) }
            case "notSent": return text.map { .inconclusive(.notSent($0)) }
            case "earlierStepFailed": return text.map { .inconclusive(.earlierStepFailed($0)) }
            case "notEvaluable": return text.map { .inconclusive(.notEvaluable($0)) }
            default: return nil
            }
        default: return nil
        }
    }

    // MARK: Bytes

    /// Text where they are UTF-8, `{"base64": …}` elsewhere: URLs and header fields are nearly always text.
    private static func bytes(_ bytes: [UInt8]) -> JSONValue {
        if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
        return .object([("base64", .string(Data(bytes).base64EncodedString()))])
    }

    private static func bytes(_ node: JSONNode?) -> [UInt8]? {
        guard let node else { return nil }
        if let bytes = node.stringBytes { return bytes }
        return node["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }
}
