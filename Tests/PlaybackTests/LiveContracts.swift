import APIDocument
import ExchangeModel
import Playback

/// Documents for tests of live checks.
enum LiveContracts {
    /// 2026-11-23, a Monday.
    static let day = Timestamp(seconds: 1_795_392_000)

    static var options: LiveOptions { LiveOptions(day: day) }

    /// A document with these paths, written as JSON members.
    static func contract(_ paths: String) throws -> Contract {
        try Contract(
            parsing: Array(#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{\#(paths)}}"#.utf8)
        )
    }

    /// A path with a GET operation.
    static func get(_ path: String, _ id: String, _ parameters: String = "") -> String {
        let answer = #""responses":{"200":{"description":"d","content":{"application/ld+json":{}}}}"#
        return #""\#(path)":{"get":{"operationId":"\#(id)","parameters":[\#(parameters)],\#(answer)}}"#
    }

    static func parameter(
        _ name: String,
        in location: String = "path",
        _ schema: String = #"{"type":"string"}"#
    ) -> String {
        #"{"name":"\#(name)","in":"\#(location)","required":true,"schema":\#(schema)}"#
    }

    static let paging = #"{"name":"page","in":"query"},{"name":"itemsPerPage","in":"query"}"#

    /// Users and one user, whose ids are any text.
    static func users() throws -> Contract {
        try contract(
            [get("/v1/public/users", "listUsers", paging), get("/v1/public/users/{id}", "getUser", parameter("id"))]
                .joined(separator: ",")
        )
    }
}
