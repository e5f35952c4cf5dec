import JSONTree

/// The metaschema of 2020-12 and its vocabularies' schemas: what the specification says a schema may look like, in a
/// compact form of our own.
enum MetaSchemas {
    private static let base = "https://json-schema.org/draft/2020-12/"

    /// The metaschema retrieved from this URI, if it is one of them.
    static func document(_ uri: String) -> JSONDocument? { documents[uri] }

    private static let documents: [String: JSONDocument] = {
        var result: [String: JSONDocument] = [:]
        for (name, text) in texts {
            let uri = name == "schema" ? base + "schema" : base + "meta/" + name
            let vocabularies =
                name == "schema"
                ? texts.keys.filter { $0 != "schema" && $0 != "format-assertion" }.sorted() : [name]
            let listed = vocabularies.map { "\"\(base)vocab/\($0)\":true" }.joined(separator: ",")
            let head =
                "{\"$schema\":\"\(base)schema\",\"$id\":\"\(uri)\",\"$dynamicAnchor\":\"meta\","
                + "\"$vocabulary\":{\(listed)},\"type\":[\"object\",\"boolean\"],"
            if let document = try? JSONDocument.parse(Array((head + text + "}").utf8)) { result[uri] = document }
        }
        return result
    }()

    private static let sub = ##"{"$dynamicRef":"#meta"}"##
    private static let list = ##"{"type":"array","minItems":1,"items":{"$dynamicRef":"#meta"}}"##
    private static let map = ##"{"type":"object","additionalProperties":{"$dynamicRef":"#meta"},"default":{}}"##
    private static let count = #"{"type":"integer","minimum":0}"#
    private static let names = #"{"type":"array","items":{"type":"string"},"uniqueItems":true,"default":[]}"#
    private static let flag = #"{"type":"boolean","default":false}"#
    private static let text = #"{"type":"string"}"#
    private static let anchor = #"{"type":"string","pattern":"^[A-Za-z_][-A-Za-z0-9._]*$"}"#
    private static let reference = #"{"type":"string","format":"uri-reference"}"#

    private static func properties(_ schemas: [(String, String)]) -> String {
        "\"properties\":{" + schemas.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    private static let texts: [String: String] = [
        "schema": "\"allOf\":["
            + ["core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content"]
            .map { "{\"$ref\":\"meta/\($0)\"}" }.joined(separator: ",") + "],"
            + properties([
                ("definitions", map),
                (
                    "dependencies",
                    ##"{"type":"object","additionalProperties":{"anyOf":[{"$dynamicRef":"#meta"},"## + names + "]}}"
                ),
                ("$recursiveAnchor", text), ("$recursiveRef", reference),
            ]),
        "core": properties([
            ("$id", #"{"type":"string","format":"uri-reference","pattern":"^[^#]*#?$"}"#),
            ("$schema", #"{"type":"string","format":"uri"}"#),
            ("$ref", reference), ("$anchor", anchor), ("$dynamicRef", reference), ("$dynamicAnchor", anchor),
            (
                "$vocabulary",
                #"{"type":"object","propertyNames":{"type":"string","format":"uri"},"additionalProperties":{"type":"boolean"}}"#
            ),
            ("$comment", text), ("$defs", map),
        ]),
        "applicator": properties([
            ("prefixItems", list), ("items", sub), ("contains", sub), ("additionalProperties", sub),
            ("properties", map),
            (
                "patternProperties",
                ##"{"type":"object","additionalProperties":{"$dynamicRef":"#meta"},"propertyNames":{"format":"regex"}}"##
            ),
            ("dependentSchemas", map), ("propertyNames", sub), ("if", sub), ("then", sub), ("else", sub),
            ("allOf", list), ("anyOf", list), ("oneOf", list), ("not", sub),
        ]),
        "unevaluated": properties([("unevaluatedItems", sub), ("unevaluatedProperties", sub)]),
        "validation": properties([
            (
                "type",
                ##"{"anyOf":[{"$ref":"#/$defs/kind"},{"type":"array","items":{"$ref":"#/$defs/kind"},"minItems":1,"uniqueItems":true}]}"##
            ),
            ("const", "true"), ("enum", #"{"type":"array","items":true}"#),
            ("multipleOf", #"{"type":"number","exclusiveMinimum":0}"#),
            ("maximum", #"{"type":"number"}"#), ("exclusiveMaximum", #"{"type":"number"}"#),
            ("minimum", #"{"type":"number"}"#), ("exclusiveMinimum", #"{"type":"number"}"#),
            ("maxLength", count), ("minLength", count), ("pattern", #"{"type":"string","format":"regex"}"#),
            ("maxItems", count), ("minItems", count), ("uniqueItems", flag), ("maxContains", count),
            ("minContains", count), ("maxProperties", count), ("minProperties", count), ("required", names),
            ("dependentRequired", #"{"type":"object","additionalProperties":"# + names + "}"),
        ])
            + #","$defs":{"kind":{"enum":["array","boolean","integer","null","number","object","string"]}}"#,
        "meta-data": properties([
            ("title", text), ("description", text), ("default", "true"), ("deprecated", flag), ("readOnly", flag),
            ("writeOnly", flag), ("examples", #"{"type":"array","items":true}"#),
        ]),
        "format-annotation": properties([("format", text)]),
        "format-assertion": properties([("format", text)]),
        "content": properties([("contentEncoding", text), ("contentMediaType", text), ("contentSchema", sub)]),
    ]
}
