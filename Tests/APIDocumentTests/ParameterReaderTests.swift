import ExchangeModel
import JSONTree
import Testing

@testable import APIDocument

@Suite struct ParameterReaderTests {
    /// Reads a request to `/things/{id}` whose parameters are these lines of YAML.
    private func read(_ parameters: [String], _ url: String, _ headers: HeaderList = [:]) throws -> ParameterReading {
        let text =
            "openapi: 3.1.0\npaths:\n  /things/{id}:\n    get:\n      parameters:\n"
            + parameters.map { "        - \($0)\n" }.joined() + "      responses: { '200': { description: fine } }\n"
        let contract = try Documents.contract(text)
        let match = try #require(contract.operations.find(method: "GET", url: Array(url.utf8)))
        return ParameterReader(contract: contract.compiled(.pragmatic)).read(
            match,
            url: Array(url.utf8),
            headers: headers
        )
    }

    private func text(_ value: ParameterValue?) -> String? {
        value?.instance.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test(arguments: [
        ("{ in: query, name: q, schema: { type: string } }", "q=5", #""5""#),
        ("{ in: query, name: q, schema: { type: integer } }", "q=5", "5"),
        ("{ in: query, name: q, schema: { type: integer } }", "q=05", #""05""#),
        ("{ in: query, name: q, schema: { type: integer } }", "q=5%20", #""5 ""#),
        ("{ in: query, name: q, schema: { type: number } }", "q=1.50", "1.50"),
        ("{ in: query, name: q, schema: { type: boolean } }", "q=true", "true"),
        ("{ in: query, name: q, schema: { type: boolean } }", "q=True", #""True""#),
        ("{ in: query, name: q, schema: { type: [integer, 'null'] } }", "q=", "null"),
        ("{ in: query, name: q, schema: { enum: [1, 2] } }", "q=2", "2"),
        ("{ in: query, name: q, schema: {} }", "q=2", #""2""#),
        ("{ in: query, name: q, schema: { type: string } }", "q=a+b%2Bc", #""a b+c""#),
        ("{ in: query, name: q, allowReserved: true, schema: { type: string } }", "q=a+b%20c", #""a+b c""#),
        ("{ in: query, name: q, schema: { type: string } }", "q=%C3%A9%e9", "\"\u{E9}\u{FFFD}\""),
        // form
        ("{ in: query, name: q, schema: { type: array, items: { type: integer } } }", "q=1&q=2", "[1,2]"),
        ("{ in: query, name: q, schema: { type: array, items: { type: string } } }", "q=1%2C2", #"["1,2"]"#),
        ("{ in: query, name: q, explode: false, schema: { type: array, items: { type: integer } } }", "q=1,2", "[1,2]"),
        ("{ in: query, name: q, explode: false, schema: { type: array } }", "q=a%2Cb,c", #"["a,b","c"]"#),
        ("{ in: query, name: q, explode: false, schema: { type: array } }", "q=", "[]"),
        (
            "{ in: query, name: q, schema: { type: object, properties: { a: { type: integer }, b: {} } } }",
            "a=1&b=2&c=3",
            #"{"a":1,"b":"2"}"#
        ),
        (
            "{ in: query, name: q, explode: false, schema: { type: object, additionalProperties: { type: integer } } }",
            "q=a,1,b,2", #"{"a":1,"b":2}"#
        ),
        // delimited
        ("{ in: query, name: q, style: spaceDelimited, schema: { type: array } }", "q=a%20b+c", #"["a","b","c"]"#),
        (
            "{ in: query, name: q, style: pipeDelimited, schema: { type: array } }", "q=a%7Cb|c%7cd",
            #"["a","b","c","d"]"#
        ),
        (
            "{ in: query, name: q, style: deepObject, schema: { type: object, properties: { a: { type: integer } } } }",
            "q[a]=1&q%5Bb%5D=x&q[c][d]=2&q[]=3", #"{"a":1,"b":"x"}"#
        ),
        ("{ in: query, name: q, content: { application/json: { schema: {} } } }", "q=%7B%22a%22:[1]%7D", #"{"a":[1]}"#),
        // One or several.
        ("{ in: query, name: q, schema: { type: [string, array] } }", "q=a,b", #""a,b""#),
        ("{ in: query, name: q, schema: { anyOf: [{ type: string }, { type: array }] } }", "q=a&q=b", #"["a","b"]"#),
    ])
    func queries(parameter: String, query: String, expected: String) throws {
        let reading = try read([parameter], "https://h/things/1?x=y&" + query)
        #expect(text(reading["q", in: "query"]) == expected)
    }

    @Test(arguments: [
        ("simple", false, "{ type: integer }", "5", "5"),
        ("simple", false, "{ type: array, items: { type: integer } }", "3,4,5", "[3,4,5]"),
        ("simple", false, "{ type: object }", "a,1,b,2", #"{"a":"1","b":"2"}"#),
        ("simple", true, "{ type: object }", "a=1,b=2", #"{"a":"1","b":"2"}"#),
        ("simple", false, "{ type: object }", "a,1,b", #"{"a":"1","b":""}"#),
        ("label", false, "{ type: integer }", ".5", "5"),
        ("label", true, "{ type: array, items: { type: integer } }", ".3.4.5", "[3,4,5]"),
        ("label", false, "{ type: array, items: { type: integer } }", ".3,4", "[3,4]"),
        ("label", true, "{ type: object }", ".a=1.b=2", #"{"a":"1","b":"2"}"#),
        ("matrix", false, "{ type: integer }", ";id=5", "5"),
        ("matrix", false, "{ type: array, items: { type: integer } }", ";id=3,4", "[3,4]"),
        ("matrix", true, "{ type: array, items: { type: integer } }", ";id=3;id=4", "[3,4]"),
        ("matrix", true, "{ type: object }", ";a=1;b=2", #"{"a":"1","b":"2"}"#),
        ("simple", false, "{ type: string }", "a%2Fb+c", #""a/b+c""#),
    ])
    func paths(style: String, explode: Bool, schema: String, segment: String, expected: String) throws {
        let parameter =
            "{ in: path, name: id, required: true, style: \(style), explode: \(explode), schema: \(schema) }"
        let reading = try read([parameter], "https://h/base/../things/\(segment)".replacing("/base/..", with: ""))
        #expect(text(reading["id", in: "path"]) == expected)
    }

    @Test func headersAreReadAsTheyAre() throws {
        let reading = try read(
            [
                "{ in: header, name: X-Limit, schema: { type: integer } }",
                "{ in: header, name: X-List, schema: { type: array } }",
                "{ in: header, name: X-Text, schema: { type: string } }",
                "{ in: header, name: X-None, required: true, schema: { type: string } }",
                "{ in: header, name: Accept, required: true, schema: { type: string } }",
                "{ in: cookie, name: sid, schema: { type: integer } }",
            ],
            "https://h/things/1",
            ["x-limit": "7", "X-List": "a, b", "x-list": "c", "X-Text": "a%20b+c", "Cookie": "a=b; sid=9"]
        )
        #expect(text(reading["X-Limit", in: "header"]) == "7")
        #expect(text(reading["X-List", in: "header"]) == #"["a","b","c"]"#)
        #expect(text(reading["X-Text", in: "header"]) == #""a%20b+c""#)
        #expect(text(reading["sid", in: "cookie"]) == "9")
        #expect(reading.missing.map(\.name) == ["X-None"])
        #expect(reading["X-List", in: "header"]?.pieces.last?.source == .field(2, 0..<1))
    }

    @Test func bracketedNamesAreNamesBeforeAnythingElse() throws {
        let reading = try read(
            [
                "{ in: query, name: order, style: deepObject, schema: { type: object } }",
                "{ in: query, name: 'order[startDate]', schema: { type: string } }",
                "{ in: query, name: 'startDateTime[after]', schema: { type: string } }",
            ],
            "/things/1?order%5BstartDate%5D=asc&order[endDate]=desc&startDateTime[after]=2026-01-01T00:00:00&startDateTime[odd]=1"
        )
        #expect(text(reading["order", in: "query"]) == #"{"endDate":"desc"}"#)
        #expect(text(reading["order[startDate]", in: "query"]) == #""asc""#)
        #expect(text(reading["startDateTime[after]", in: "query"]) == #""2026-01-01T00:00:00""#)
        #expect(reading.unknownQueryNames.map(\.name) == ["startDateTime[odd]"])
    }

    @Test func whereAValueStoodIsKnown() throws {
        let url = "https://h/things/a%20b?q=1&q=22&z&q"
        let reading = try read(
            [
                "{ in: path, name: id, required: true, schema: { type: string } }",
                "{ in: query, name: q, schema: { type: array } }",
            ],
            url
        )
        func shown(_ value: ParameterValue?) -> [String] {
            value?.pieces.map { piece in
                guard case .url(let range) = piece.source else { return "not in the URL" }
                return piece.pointer + "=" + String(decoding: Array(url.utf8)[range], as: UTF8.self)
            } ?? []
        }
        #expect(shown(reading["id", in: "path"]) == ["=a%20b"])
        #expect(shown(reading["q", in: "query"]) == ["/0=1", "/1=22", "/2="])
        #expect(reading.unknownQueryNames == [ParameterReading.UnknownName(name: "z", range: 32..<33)])
    }

    @Test func aRepeatedScalarIsTold() throws {
        let reading = try read(["{ in: query, name: q, schema: { type: integer } }"], "/things/1?q=1&q=2")
        #expect(text(reading["q", in: "query"]) == "2")
        #expect(reading["q", in: "query"]?.occurrences == 2)
    }

    @Test func whatIsNotTheJSONItShouldBeIsAProblem() throws {
        let parameter = "{ in: query, name: q, content: { application/json: { schema: {} } } }"
        let value = try #require(try read([parameter], "/things/1?q={")["q", in: "query"])
        #expect(value.instance == nil && value.isPresent)
        #expect(value.problem?.contains("not JSON") == true)
        let empty = "{ in: query, name: q, allowEmptyValue: true, schema: { type: integer } }"
        #expect(try read([empty], "/things/1?q")["q", in: "query"]?.problem != nil)
        #expect(try read([empty], "/things/1")["q", in: "query"]?.isPresent == false)
    }

    @Test func aFormIsAnObject() throws {
        let contract = try Documents.contract(
            """
            openapi: 3.0.3
            paths:
              /things:
                post:
                  requestBody:
                    content:
                      application/x-www-form-urlencoded:
                        schema:
                          properties:
                            count: { type: integer }
                            tags: { type: array, items: { type: string } }
                            extra: { type: object }
                            'a[b]': { type: boolean }
                  responses: { '200': { description: fine } }
            """
        )
        let place = contract.operations.operations.first?.requestBody?.content.first?.schema
        let shape = contract.compiled(.pragmatic).shape(at: place)
        let body = Array("count=5&tags=x&extra=%7B%22a%22%3A1%7D&a%5Bb%5D=true&text=a+b&text=c".utf8)
        #expect(
            FormBody.document(of: body, shape: shape).map { String(decoding: $0.bytes, as: UTF8.self) }
                == #"{"count":5,"tags":["x"],"extra":{"a":1},"a[b]":true,"text":["a b","c"]}"#
        )
    }
}
