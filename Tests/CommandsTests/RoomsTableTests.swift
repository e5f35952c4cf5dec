import Foundation
import Testing

/// Sources/README.md says what each module may use; Package.swift says what it uses. They must not drift apart.
@Suite struct RoomsTableTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func tableAndManifestAgree() throws {
        let manifest = try Self.manifest()
        let table = try Self.table()
        #expect(manifest.count > 15)
        for (name, uses) in manifest {
            #expect(
                table[name] == uses,
                "\(name): the table says \(table[name]?.sorted() ?? []), the manifest \(uses.sorted())"
            )
        }
        #expect(Set(table.keys).subtracting(manifest.keys) == ["CZlib", "CResources", "reprise"])
    }

    @Test func noModuleIsNamedLikeATypeInIt() throws {
        for name in try Self.manifest().keys {
            let folder = Self.root.appendingPathComponent("Sources/\(name)")
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            for file in files where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for kind in ["struct", "class", "enum", "actor", "protocol"] {
                    #expect(!text.contains("\(kind) \(name) "), "\(file.lastPathComponent)")
                    #expect(!text.contains("\(kind) \(name):"), "\(file.lastPathComponent)")
                }
            }
        }
    }

    /// Module → what it uses, from the calls `Room(name:uses:packages:…)`.
    private static func manifest() throws -> [String: Set<String>] {
        let text = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
        var rooms: [String: Set<String>] = [:]
        let list = text.components(separatedBy: "let rooms: [Room] = [").last?.components(separatedBy: "var targets")[0]
        for room in (list ?? "").components(separatedBy: "Room(").dropFirst() {
            // What only the tests use is no part of the product's walls.
            let call = room.components(separatedBy: "testPackages:")[0]
            guard let name = quoted(call).first else { continue }
            let usesPart =
                call.components(separatedBy: "uses: [").dropFirst().first?.components(separatedBy: "]")[0] ?? ""
            let packagesPart = call.components(separatedBy: "packages: [").dropFirst().first ?? ""
            var uses = Set(quoted(usesPart))
            for line in packagesPart.components(separatedBy: ".product(name: ").dropFirst() {
                if let product = quoted(line).first { uses.insert(product) }
            }
            let bare = packagesPart.components(separatedBy: CharacterSet(charactersIn: " ,[]()\n"))
            let constants = [("crypto", "Crypto"), ("nio", "NIO"), ("nioPosix", "NIOPosix"), ("nioTLS", "NIOTLS")]
            for (constant, product) in constants where bare.contains(constant) { uses.insert(product) }
            rooms[name] = uses
        }
        return rooms
    }

    /// Module → what it may use, from the table's rows `| \`Name\` | holds | uses; packages |`.
    private static func table() throws -> [String: Set<String>] {
        let text = try String(contentsOf: root.appendingPathComponent("Sources/README.md"), encoding: .utf8)
        var rows: [String: Set<String>] = [:]
        for line in text.components(separatedBy: "\n") where line.hasPrefix("| `") {
            let cells = line.components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 4 else { continue }
            let uses = cells[3].components(separatedBy: CharacterSet(charactersIn: " ,;`–")).filter { !$0.isEmpty }
            rows[cells[1].replacingOccurrences(of: "`", with: "")] = Set(uses)
        }
        return rows
    }

    private static func quoted(_ text: String) -> [String] {
        text.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    }
}
