import Foundation
import JSONTree
import Testing
import YAMLTree

@Suite struct YAMLDocumentTests {
    @Test func keepsOrderKeysAndLines() throws {
        let document = try parse(
            """
            # a comment
            openapi: 3.1.0
            paths:
              /bookings/{id}:
                get:
                  responses:
                    200: {description: fine,
                          "x y": [1, two]}
              empty:
            list:
            - a
            -
              - b
            """
        )
        #expect(
            String(decoding: document.json.bytes, as: UTF8.self)
                == #"{"openapi":"3.1.0","paths":{"/bookings/{id}":{"get":{"responses":{"200":{"description":"fine","x y":[1,"two"]}}}},"#
                + #""empty":null},"list":["a",["b"]]}"#
        )
        func line(_ pointer: String) throws -> Int? {
            let node = try #require(JSONPointer(parsing: pointer).flatMap { document.json.node(at: $0) })
            return document.line(of: node)
        }
        #expect(try line("") == 2)
        #expect(try line("/openapi") == 2)
        #expect(try line("/paths/~1bookings~1{id}/get") == 6)
        #expect(try line("/paths/~1bookings~1{id}/get/responses/200") == 7)
        #expect(try line("/paths/~1bookings~1{id}/get/responses/200/x y/1") == 8)
        #expect(try line("/list/1/0") == 13)
        let key = try #require(document.json.root.members.first { $0.key.string == "list" }?.key)
        #expect(document.line(of: key) == 10)
    }

    @Test func readsScalarStyles() throws {
        #expect(
            try json("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: 'it''s'\nd: \"\\u00e9\\x01\"\ne: a b\n  c\n")
                == #"{"a":"one\ntwo\n","b":"one two","c":"it's","d":"é\#u{5C}u0001","e":"a b c"}"#
        )
    }

    @Test func takesJSONAsItIs() throws {
        let text = "{\"a\": 1.0,\n \"b\\/\": [\"\\ud83d\\ude00\",\n\tnull]}"
        let document = try parse(text)
        #expect(document.json.bytes == Array(text.utf8))
        let second = try #require(document.json.root["b/"]?[1])
        #expect(document.line(of: second) == 3)
        #expect(document.json.root["b/"].flatMap { document.line(of: $0) } == 2)
    }

    @Test func readsNothingAsNull() throws {
        for text in ["", "\n", "# only a comment\n", "---\n", "---\n...\n", "\u{FEFF}"] {
            #expect(try json(text) == "null", "\(text.debugDescription)")
        }
        #expect(try json("\u{FEFF}a: 1\n") == #"{"a":1}"#)
        #expect(try json("%YAML 1.2\n---\na: 1\r\nb: 2\r\n...\n") == #"{"a":1,"b":2}"#)
    }

    @Test func followsAliases() throws {
        #expect(
            try json("a: &x {p: 1}\nb: *x\nc: [&y k, *y, *x]\n*y : &x 2\nd: *x\n")
                == #"{"a":{"p":1},"b":{"p":1},"c":["k","k",{"p":1}],"k":2,"d":2}"#
        )
        #expect(try json("&k a: *k\n") == #"{"a":"a"}"#)
        #expect(try json("a: &x {p: 1}\nb:\n  <<: *x\n") == #"{"a":{"p":1},"b":{"<<":{"p":1}}}"#)
        let document = try parse("a: &x\n  - 1\nb:\n\n  - *x\n")
        let repeated = try #require(document.json.root["b"]?[0])
        #expect(document.line(of: repeated) == 1)
    }

    @Test func saysWhereAKeyStandsTwice() {
        #expect(
            error("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")?.description
                == "line 5, column 3: a key that this mapping already has"
        )
        #expect(error("200: a\n\"200\": b\n")?.line == 2)
        #expect(error("{\"a\": 1,\n \"b\": {\"\\u0061\": 1}, \"a\": 2}").map { [$0.line, $0.column] } == [2, 22])
        #expect(error("- a: 1\n- a: 1\n") == nil)
    }

    @Test(arguments: [
        ("a: b: c\n", 1), ("a: [1,\nb\n", 3), ("a: 'x\n", 2), ("a: *x\n", 1), ("a: &x [*x]\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("? [a, b]\n: 1\n", 1), ("a:\n\t- 1\n", 2), ("a: .nan\n", 1), ("a: !!int x\n", 1), ("{[1]: 2}\n", 1),
        ("a: &x {b: 1}\n*x : 2\n", 2),
        ("a: \"\\ud83d\"\n", 1), ("- a\nb\n", 3),
    ])
    func refuses(_ text: String, line: Int) throws {
        let fault = try #require(error(text))
        #expect(fault.line == line, "\(fault)")
        #expect(fault.column >= 1)
    }

    @Test func refusesWhatIsNotUTF8() throws {
        let fault = try #require(error(Array("a: 1\nb: ".utf8) + [0xC0, 0x80]))
        #expect(fault.line == 2)
        #expect(fault.column == 4)
        #expect(error([0xFF, 0xFE, 0x61, 0x00]) != nil)
        #expect(error(Array("a: \u{1}".utf8)) != nil)
    }

    @Test func laughsOnlyAThousandTimes() throws {
        var laughs = "a0: &a0 lol\n"
        for level in 1...40 {
            laughs +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        let fault = try #require(error(laughs))
        #expect(fault.reason == "aliases repeat more than 100000 values or 67108864 bytes")
        #expect((5...7).contains(fault.line))

        // As keys they cost nothing: a key is a scalar.
        #expect(
            error(laughs.split(separator: "\n").prefix(4).joined(separator: "\n") + "\n*a3 : 1\n")?.reason
                == "a key that is a list or a mapping"
        )
        #expect(error(laughs.split(separator: "\n").prefix(4).joined(separator: "\n") + "\n{[*a3]: 1}\n") != nil)

        // Few values, but long ones.
        var limits = YAMLLimits()
        limits.bytes = 20_000
        let long = "a: &a " + String(repeating: "x", count: 9_000) + "\nb: [*a, *a, *a]\n"
        #expect(error(long, limits: limits)?.line == 2)
        limits.bytes = 40_000
        #expect(error(long, limits: limits) == nil)
    }

    @Test func holdsTheDepth() {
        let nested = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
        #expect(error("a\n") == nil)
        #expect(error(nested) == nil)
        #expect(error("[" + nested + "]")?.reason == "nested deeper than 256 levels")
        for text in ["[", "- ", "{a: "] {
            let reason = error(String(repeating: text, count: 200_000) + "a")?.reason
            #expect(["nested deeper than 256 levels", "nested too deeply to be read"].contains(reason), "\(text)")
        }
        // Aliases add levels too.
        let deep = "a: &a " + String(repeating: "[", count: 150) + String(repeating: "]", count: 150) + "\n"
        #expect(error(deep + "b: [*a]\n") == nil)
        #expect(
            error(deep + "b: " + String(repeating: "[", count: 150) + "*a" + String(repeating: "]", count: 150) + "\n")?
                .line == 2
        )
    }

    /// libyaml compares each with all before it: a megabyte of them would keep it busy for a quarter of a minute.
    @Test func tagDirectivesAreCounted() throws {
        func directives(_ count: Int, _ lineEnd: String = "\n") -> String {
            (1...count).map { "%TAG !t\($0)! x:\(lineEnd)" }.joined() + "---\na: !t1!b c\n"
        }
        #expect(try json(directives(64)) == #"{"a":"c"}"#)
        #expect(error(directives(65))?.description == "line 65, column 1: more than 64 %TAG directives")
        for lineEnd in ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"] {
            #expect(error(directives(200_000, lineEnd))?.reason == "more than 64 %TAG directives")
        }
        // Where they are text they do not count, nor do other per cent signs.
        #expect(error("a: |\n" + String(repeating: "  %TAG\n", count: 100)) == nil)
        #expect(error("a: b" + String(repeating: "%", count: 100_000)) == nil)
    }

    /// Texts made to cost more than they weigh; work that grew with the square of their length would not end.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("[", "&a 1,", "]"), ("[", "a: b,", "]"), ("[", "*a,", "]"), ("- &a b\n", "- *a\n", ""), ("", "? a\n", ""),
            ("a", "\n b", "\n"), ("a: b\n", "#c\n", ""), ("a: |\n", "  x\n", ""), ("a: \"", "\\x41", "\"\n"),
            ("{", "", "}"),
            ("a: &", "x", " b\n"), ("a: !", "x", " b\n"), ("a:", " ", "1\n"), ("", "- - - -\n", ""), ("a: ", "9", "\n"),
        ]
    )
    func hostileTextsTakeLinearTime(_ start: String, _ piece: String, _ end: String) {
        _ = try? parse(start + String(repeating: piece, count: 20_000) + end)
        _ = try? parse(String(repeating: "[", count: 200) + start + String(repeating: piece, count: 2_000))
    }

    @Test func manyKeysAreLookedUpQuickly() throws {
        let text = (0..<30_000).map { "key\($0): \($0)\n" }.joined()
        #expect(try parse(text).json.root.count == 30_000)
        #expect(error(text + "key7: 1\n")?.line == 30_001)
        let anchors = (0..<30_000).map { "- &a\($0) x\n- *a\($0)\n" }.joined()
        #expect(try parse(anchors).json.root.count == 60_000)
    }

    @Test func survivesMutations() {
        let seed = Array("a: &x {p: [1, 'q', \"r\\n\"]}\nb: *x\n? c\n: |\n  text\n- not: here\n--- !!str\n".utf8)
        var state: UInt64 = 11
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<2_000 {
            var bytes = seed
            for _ in 0...random(5) {
                let place = random(bytes.count)
                if random(2) == 0 { bytes[place] = UInt8(random(256)) } else { bytes.remove(at: place) }
            }
            guard let document = try? YAMLDocument.parse(bytes) else { continue }
            for index in 0..<document.json.valueCount {
                #expect(document.json.value(at: index).flatMap { document.line(of: $0) } != nil)
            }
        }
    }

    @Test func readsTheVendorsDocument() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/kadence/public-api-openapi.yml").standardizedFileURL
        guard let data = try? Data(contentsOf: path) else {
            print("skipped: the vendor's document is not beside the repository")
            return
        }
        let document = try YAMLDocument.parse(Array(data))
        #expect(document.json.root["openapi"]?.string?.hasPrefix("3.1") == true)
        #expect(document.json.root["paths"]?.count == 25)
        #expect(document.json.root["components"]?["schemas"]?.count == 89)
        let text = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let paths = try #require(document.json.root["paths"])
        for (key, _) in paths.members {
            let line = try #require(document.line(of: key))
            #expect(text[line - 1].contains(key.string ?? "?"))
        }
    }
}
