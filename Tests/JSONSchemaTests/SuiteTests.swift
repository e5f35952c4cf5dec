import Foundation
import JSONSchema
import JSONTree
import Testing

/// The JSON-Schema-Test-Suite's cases for 2020-12, where they are at hand.
@Suite struct SuiteTests {
    /// Tests of the optional part that are left out, by file, group and, where only some of a group are, test; with the
    /// reason.
    static let leftOut: [(file: String, group: String?, test: String?, reason: String)] = [
        ("optional/cross-draft.json", nil, nil, "schemas of other drafts are not evaluated")
    ]

    @Test func theWholeSuitePasses() throws {
        guard let folder = sharedSchemas() else { return }
        var remotes = SchemaResources()
        for (name, bytes) in try jsonFiles(folder.appending(path: "remotes")) {
            // Other drafts' schemas are there as well; nothing of 2020-12 refers to them.
            if let document = try? JSONDocument.parse(bytes) {
                remotes.add(document, uri: "http://localhost:1234/\(name)")
            }
        }
        var counts = (required: 0, requiredPassed: 0, optional: 0, optionalPassed: 0)
        var omitted: [String: Int] = [:]
        for (name, bytes) in try jsonFiles(folder.appending(path: "draft2020-12")) {
            let isOptional = name.hasPrefix("optional/")
            var options = SchemaOptions()
            if name.hasPrefix("optional/format/") { options.assertsFormat = true }
            for group in try JSONDocument.parse(bytes).root.elements {
                let title = group["description"]?.string ?? ""
                let schema = try #require(group["schema"])
                var resources = remotes
                resources.add(try JSONDocument.parse(schema.lexeme), uri: "urn:suite:schema")
                let place = SchemaPlace(document: "urn:suite:schema", pointer: "")
                let compiled = Result { try SchemaProgram(compiling: place, in: resources, options: options) }
                for test in (try #require(group["tests"])).elements {
                    let subtitle = test["description"]?.string ?? ""
                    if let entry = SuiteTests.leftOut.first(where: { entry in
                        entry.file == name && (entry.group ?? title) == title && (entry.test ?? subtitle) == subtitle
                    }) {
                        omitted["\(name): \(entry.reason)", default: 0] += 1
                        continue
                    }
                    let expected = test["valid"]?.bool == true
                    let data = try #require(test["data"])
                    let program = try? compiled.get()
                    let result = program?.evaluate(data)
                    let passed =
                        program?.isValid(data) == expected && result?.verdict == (expected ? .valid : .invalid)
                    if isOptional { counts.optional += 1 } else { counts.required += 1 }
                    if passed {
                        if isOptional { counts.optionalPassed += 1 } else { counts.requiredPassed += 1 }
                    } else {
                        let seen = result.map { "\($0.verdict) \($0.unjudged.map(\.message))" } ?? "\(compiled)"
                        Issue.record("\(name): \(title): \(subtitle): expected \(expected), and it is \(seen)")
                    }
                }
            }
        }
        print("JSON-Schema-Test-Suite 2020-12, required: \(counts.requiredPassed) of \(counts.required) passed")
        let left = omitted.values.reduce(0, +)
        print("optional and format: \(counts.optionalPassed) of \(counts.optional) passed, \(left) left out:")
        for (reason, count) in omitted.sorted(by: { $0.key < $1.key }) { print("  \(count) × \(reason)") }
        #expect(counts.required > 0 && counts.optional > 0, "no case was executed")
    }
}
