import JSONTree
import Testing

@testable import APIDocument

@Suite struct JSONPathTests {
    private func select(_ path: String, _ text: String) throws -> [String] {
        let tree = ValueTree(try JSONDocument.parse(Array(text.utf8)).root) { _ in nil }
        var evaluator = JSONPathEvaluator(tree: tree, budget: 10_000)
        let nodes = try evaluator.nodes(of: try JSONPath(path))
        let pointers = tree.pointers(to: Set(nodes))
        return nodes.compactMap { pointers[$0] }
    }

    private static let store = """
        {"a":[{"b":1,"c":"x"},{"b":2},{"b":null,"c":"xyz"}],"o":{"j j":{"k.k":3},"'":7,"é":8},"e":{"a":[9,8,7,6,5]},"t":true}
        """

    @Test(arguments: [
        ("$", [""]), ("$.a[0].b", ["/a/0/b"]), ("$['a'][1]['b']", ["/a/1/b"]), ("$.a[-1]", ["/a/2"]), ("$.a[3]", []),
        ("$.a[*].c", ["/a/0/c", "/a/2/c"]), ("$.o['j j']['k.k']", ["/o/j j/k.k"]), (#"$.o["j j"].*"#, ["/o/j j/k.k"]),
        (#"$.o['\'']"#, ["/o/'"]), ("$.o.é", ["/o/é"]), (#"$.o["\u00e9"]"#, ["/o/é"]),
        ("$.e.a[1:3]", ["/e/a/1", "/e/a/2"]), ("$.e.a[::-2]", ["/e/a/4", "/e/a/2", "/e/a/0"]),
        ("$.e.a[-2:]", ["/e/a/3", "/e/a/4"]), ("$.e.a[3:1:-1]", ["/e/a/3", "/e/a/2"]), ("$.e.a[::0]", []),
        ("$.e.a[0,2]", ["/e/a/0", "/e/a/2"]), ("$.e.a[0,0]", ["/e/a/0"]),
        ("$..b", ["/a/0/b", "/a/1/b", "/a/2/b"]), ("$..a", ["/a", "/e/a"]),
        ("$..['k.k',\"'\"]", ["/o/'", "/o/j j/k.k"]),
        ("$.a[?@.b == 1]", ["/a/0"]), ("$.a[?@.b==null]", ["/a/2"]), ("$.a[?@.c]", ["/a/0", "/a/2"]),
        ("$.a[?(!@.c)]", ["/a/1"]), ("$.a[? @.b >= 1 && @.c || @.b == 2 ]", ["/a/0", "/a/1"]),
        ("$.a[?@.c > 'x']", ["/a/2"]), ("$.a[?length(@.c) == 3]", ["/a/2"]), ("$.a[?count(@.*) == 1]", ["/a/1"]),
        ("$.a[?@.b == $.a[1].b]", ["/a/1"]), ("$.a[?@.d == @.f]", ["/a/0", "/a/1", "/a/2"]),
        ("$[?@.a[0] == 9]", ["/e"]), ("$.a[?(@.b == 1 || @.b == 2) && !(@.c == 'x')]", ["/a/1"]),
        ("$[?@ == true]", ["/t"]), ("$.a[?@.b == 1.0]", ["/a/0"]), ("$.a[?@.b != 1]", ["/a/1", "/a/2"]),
        ("$.e[?@[?@ < 6]]", ["/e/a"]),
    ])
    func selects(path: String, expected: [String]) throws {
        #expect(try select(path, JSONPathTests.store) == expected)
    }

    @Test(arguments: [
        "", "a", "$.", "$..", "$[", "$[]", "$['a", "$[01]", "$[-0]", "$[1.5]", "$.a b", "$./paths", "$[?]",
        "$[?@.a ==]",
        "$[?@.* == 1]", "$[?1]", "$[?@.a == 1 &&]", "$[?(@.a]", "$[?foo(@.a) == 1]", "$[?!@.a == 1]", "$.1a", "$ ",
        "$[99999999999999999999]", "$['\\q']", "$[?match(@.a, @.b)]", "$[?@.a = 1]",
    ])
    func refuses(path: String) {
        #expect(throws: JSONPathError.self) { try JSONPath(path) }
    }

    @Test func nestingHasALimit() {
        let deep = String(repeating: "(", count: 10_000)
        #expect(throws: JSONPathError.self) { try JSONPath("$[?" + deep) }
        let filters = String(repeating: "$[?@", count: 10_000)
        #expect(throws: JSONPathError.self) { try JSONPath(filters) }
    }
}
