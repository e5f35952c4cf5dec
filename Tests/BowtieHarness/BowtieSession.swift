import JSONSchema
import JSONTree

/// Bowtie's harness protocol, version 1: a command a line in, an answer a line out.
struct BowtieSession {
    private static let dialect = "https://json-schema.org/draft/2020-12/schema"
    /// The protocol asks for URIs of a home, an issue list and the source.
    private static let home = "urn:reprise"
    /// The schema of a case has no name of its own.
    private static let caseURI = "urn:bowtie:case"

    enum Answer {
        case line([UInt8])
        /// Not a command; what is wrong with it.
        case trouble(String)
        case end
    }

    private var hasStarted = false

    mutating func answer(_ line: [UInt8]) -> Answer {
        let command: JSONNode
        do throws(JSONSyntaxError) {
            command = try JSONDocument.parse(line).root
        } catch {
            return .trouble("a line that is not JSON: \(error)")
        }
        switch command["cmd"]?.string {
        case "start": return start(command)
        case "dialect":
            let isKnown = command["dialect"]?.string == BowtieSession.dialect
            return .line(JSONValue.object([("ok", .bool(isKnown))]).serialized())
        case "run": return hasStarted ? run(command) : .trouble("run before start")
        case "stop": return .end
        default: return .trouble("a command that is none of start, dialect, run and stop")
        }
    }

    private mutating func start(_ command: JSONNode) -> Answer {
        guard command["version"]?.int == 1 else { return .trouble("a version of the protocol other than 1") }
        hasStarted = true
        let answer = JSONValue.object([
            ("version", 1), ("ready", true),
            (
                "implementation",
                .object([
                    ("language", "swift"), ("name", "reprise"), ("version", "1"),
                    ("dialects", .array([.string(BowtieSession.dialect)])),
                    ("homepage", .string(BowtieSession.home)), ("issues", .string(BowtieSession.home + ":issues")),
                    ("source", .string(BowtieSession.home + ":source")),
                ])
            ),
        ])
        return .line(answer.serialized())
    }

    private func run(_ command: JSONNode) -> Answer {
        let sequence = command["seq"].map { JSONValue($0) } ?? .null
        guard let test = command["case"], let schema = test["schema"], let tests = test["tests"] else {
            return .line(errored("a case without a schema or tests", sequence))
        }
        let program: SchemaProgram
        do {
            var resources = SchemaResources()
            if let registry = test["registry"] {
                for (uri, document) in registry.members {
                    resources.add(try JSONDocument.parse(document.lexeme), uri: uri.string ?? "")
                }
            }
            resources.add(try JSONDocument.parse(schema.lexeme), uri: BowtieSession.caseURI)
            program = try SchemaProgram(
                compiling: SchemaPlace(document: BowtieSession.caseURI, pointer: ""),
                in: resources
            )
        } catch {
            return .line(errored("\(error)", sequence))
        }
        let results = tests.elements.map { test -> JSONValue in
            guard let instance = test["instance"] else { return problem("a test without an instance") }
            if let isValid = program.isValid(instance) { return .object([("valid", .bool(isValid))]) }
            let reason = program.evaluate(instance).unjudged.first?.message ?? "can't be evaluated"
            return .object([("skipped", true), ("message", .string(reason))])
        }
        return .line(JSONValue.object([("seq", sequence), ("results", .array(results))]).serialized())
    }

    private func problem(_ message: String) -> JSONValue {
        .object([("errored", true), ("context", .object([("message", .string(message))]))])
    }

    private func errored(_ message: String, _ sequence: JSONValue) -> [UInt8] {
        guard case .object(let members) = problem(message) else { return [] }
        return JSONValue.object([("seq", sequence)] + members).serialized()
    }
}
