import Foundation
import Testing
import TextPatterns

/// The JSON Schema test suite's material on patterns and formats, where it lies beside the checkout.
@Suite("The JSON Schema suite's patterns and formats")
struct SuiteTests {
    /// Cases that are left out, each with the reason; none may be listed in vain.
    static let leftOut: [String: String] = [:]

    private static let folder: URL? = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<4 {
            folder.deleteLastPathComponent()
            let found = folder.appending(path: "shared/json-schema/draft2020-12")
            if FileManager.default.fileExists(atPath: found.path) { return found }
        }
        return nil
    }()

    @Test("Every case of the format files")
    func formats() throws {
        guard let folder = Self.folder else {
            print("skipped: the JSON Schema suite is not beside the checkout")
            return
        }
        let place = folder.appending(path: "optional/format")
        let files = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasSuffix(".json") }
        var count = 0
        for file in files.sorted() {
            for group in try Self.groups(place.appending(path: file)) {
                guard let schema = group["schema"] as? [String: Any], let name = schema["format"] as? String,
                    let format = TextFormat(rawValue: name)
                else {
                    // The format that no one knows has no text to check here.
                    #expect(file == "unknown.json")
                    continue
                }
                count += Self.check(file, group) { format.accepts($0) }
            }
        }
        #expect(count > 500)
        print("JSON Schema suite, formats: \(count) cases")
    }

    @Test(
        "Every case with a pattern",
        arguments: [
            "optional/ecmascript-regex.json", "optional/non-bmp-regex.json", "pattern.json", "patternProperties.json",
        ]
    )
    func patterns(_ file: String) throws {
        guard let folder = Self.folder else {
            print("skipped: the JSON Schema suite is not beside the checkout")
            return
        }
        var count = 0
        for group in try Self.groups(folder.appending(path: file)) {
            guard let schema = group["schema"] as? [String: Any] else { continue }
            if let source = schema["pattern"] as? String {
                let pattern = try Pattern(source)
                count += Self.check(file, group) { pattern.matches($0) }
            }
            // Whether the instances are valid also depends on the schemas behind; that the patterns compile, and which
            // names they pick, does not.
            for (source, _) in schema["patternProperties"] as? [String: Any] ?? [:] {
                let pattern = try Pattern(source)
                for case let (test as [String: Any]) in group["tests"] as? [Any] ?? [] {
                    for name in (test["data"] as? [String: Any])?.keys.sorted() ?? [] {
                        count += 1
                        // Foundation's matcher reads these patterns alike, but for \w, \d and aliases of categories.
                        guard !source.contains("\\") else { continue }
                        let expected = name.range(of: source, options: .regularExpression) != nil
                        #expect(pattern.matches(Array(name.utf8)) == expected, "\(file): \(source) on \(name)")
                    }
                }
            }
        }
        #expect(count > 0)
        print("JSON Schema suite, \(file): \(count) cases")
    }

    private static func groups(_ file: URL) throws -> [[String: Any]] {
        try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]])
    }

    /// Returns how many strings were checked.
    private static func check(_ file: String, _ group: [String: Any], _ accepts: ([UInt8]) -> Bool) -> Int {
        var count = 0
        for case let (test as [String: Any]) in group["tests"] as? [Any] ?? [] {
            guard let data = test["data"] as? String, let isValid = test["valid"] as? Bool else { continue }
            let name = "\(file) / \(group["description"] ?? "") / \(test["description"] ?? "")"
            let isRight = accepts(Array(data.utf8)) == isValid
            if leftOut[name] == nil {
                count += 1
                #expect(isRight, "\(name)")
            } else {
                #expect(!isRight, "\(name) is right and need not be left out")
            }
        }
        return count
    }
}
