import JSONTree

/// An answer that is an error, in the shape that API Platform gives it.
enum APIError: Error, Hashable, Sendable {
    case badRequest(String)
    case unauthorized(String)
    case forbidden
    case notFound
    case methodNotAllowed(allowed: [String])
    case notAcceptable
    /// The type that came, and those that the operation takes.
    case unsupportedMediaType(String, supported: [String])
    case tooLarge
    case tooManyRequests
    case violations([Violation])
    /// A fault's own.
    case fault(status: Int, title: String?, description: String?)

    /// One broken rule of a 422.
    struct Violation: Hashable, Sendable {
        var path: String
        var message: String

        static let blank = "This value should not be blank."
        static let notAChoice = "The value you selected is not a valid choice."
    }

    var reply: APIReply {
        switch self {
        case .badRequest(let text): hydra(400, text)
        case .unauthorized(let text): hydra(401, text, [APIReply.Field(name: "WWW-Authenticate", value: "Bearer")])
        case .forbidden: hydra(403, "Access Denied.")
        case .notFound: hydra(404, "Not Found")
        case .methodNotAllowed(let allowed):
            hydra(
                405,
                "Method Not Allowed (Allow: \(allowed.joined(separator: ", ")))",
                [APIReply.Field(name: "Allow", value: allowed.joined(separator: ", "))]
            )
        case .notAcceptable:
            hydra(
                406,
                #"Requested format is not supported. Supported MIME types are "application/ld+json", "text/csv"."#
            )
        case .unsupportedMediaType(let type, let supported):
            hydra(
                415,
                "The content-type \"\(type)\" is not supported. Supported MIME types are "
                    + supported.map { "\"\($0)\"" }.joined(separator: ", ") + "."
            )
        case .tooLarge: hydra(413, "The request body is too large.")
        case .tooManyRequests: hydra(429, "Too Many Requests")
        case .violations(let list): violationList(list)
        case .fault(let status, let title, let description): hydra(status, description ?? "Simulated fault", [], title)
        }
    }

    private func hydra(
        _ status: Int,
        _ description: String,
        _ headers: [APIReply.Field] = [],
        _ title: String? = nil
    ) -> APIReply {
        var reply = APIReply.linkedData(
            [
                "@context": "/contexts/Error",
                "@type": "hydra:Error",
                "hydra:title": .string(title ?? "An error occurred"),
                "hydra:description": .string(description),
            ],
            status: status
        )
        reply.headers = headers
        return reply
    }

    private func violationList(_ list: [Violation]) -> APIReply {
        let summary = list.map { $0.path.isEmpty ? $0.message : $0.path + ": " + $0.message }
        return .linkedData(
            [
                "@context": "/contexts/ConstraintViolationList",
                "@type": "ConstraintViolationList",
                "hydra:title": "An error occurred",
                "hydra:description": .string(summary.joined(separator: "\n")),
                "violations": .array(
                    list.map { ["propertyPath": .string($0.path), "message": .string($0.message)] }
                ),
            ],
            status: 422
        )
    }
}
