import ExchangeModel
import JSONTree

/// The token endpoint (RFC 6749 §4.4) and what it has handed out.
struct TokenDesk: Sendable {
    private let identifier: String
    private let secret: String
    private let lifetime: Int
    private var random: SeededGenerator
    private var issued: [String: Timestamp] = [:]

    init(identifier: String, secret: String, lifetime: Int, seed: UInt64) {
        self.identifier = identifier
        self.secret = secret
        self.lifetime = lifetime
        random = SeededGenerator(seed: seed, stream: "tokens")
    }

    /// How many seconds ago the token was issued; nil for one that never was.
    func age(of token: String, at now: Timestamp) -> Int? {
        issued[token].map { Int(clamping: now.since($0).microseconds / 1_000_000) }
    }

    /// - Throws: 401 where no token came, or one that is unknown or has expired.
    func authorize(_ token: String?, at now: Timestamp) throws(APIError) {
        guard let token else { throw .unauthorized("Full authentication is required to access this resource.") }
        guard let age = age(of: token, at: now) else {
            throw .unauthorized("The resource owner or authorization server denied the request.")
        }
        guard age < lifetime else { throw .unauthorized("Access token has expired.") }
    }

    /// Answers `POST /oauth2/token`. Fields come as a form or, as the vendor's sample sends them, as JSON.
    mutating func answer(_ request: APIRequest, at now: Timestamp) -> APIReply {
        let fields: (String) -> String?
        if ["application/json", "application/ld+json"].contains(request.contentType) {
            guard let document = try? JSONDocument.parse(request.body) else {
                return refusal(400, "invalid_request", "The request body is not valid JSON.")
            }
            fields = { document.root[$0]?.string }
        } else {
            let form = QueryItems(request.body)
            fields = { form[$0] }
        }
        guard fields("grant_type") == "client_credentials" else {
            return refusal(
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server."
            )
        }
        guard let client = fields("client_id") else {
            return refusal(400, "invalid_request", "The request is missing a required parameter: client_id.")
        }
        guard client == identifier, fields("client_secret") == secret else {
            return refusal(401, "invalid_client", "Client authentication failed")
        }
        if let scope = fields("scope"), scope != "public" {
            return refusal(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed")
        }
        // Expired ones stay known for a while, so that they are told from wrong ones.
        issued = issued.filter { now.since($0.value) < .seconds(Int64(lifetime) * 4) }
        let token = random.text(64, of: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        issued[token] = now
        let body: JSONValue = [
            "token_type": "Bearer", "expires_in": .int(lifetime), "access_token": .string(token),
        ]
        return APIReply(
            status: 200,
            headers: [APIReply.Field(name: "Cache-Control", value: "no-store")],
            body: .json(body, contentType: APIReply.jsonType)
        )
    }

    private func refusal(_ status: Int, _ error: String, _ description: String) -> APIReply {
        let body: JSONValue = [
            "error": .string(error), "error_description": .string(description), "message": .string(description),
        ]
        return APIReply(status: status, body: .json(body, contentType: APIReply.jsonType))
    }
}
