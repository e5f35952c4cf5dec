package import ExchangeModel
package import Redaction

/// Asking for an access token: OAuth 2.0 client credentials (RFC 6749 §4.4), with key and secret in the form.
package enum TokenRequest {
    /// Whether a request asks for a token, wherever the sign-in is.
    package static func isOne(_ request: RedactedRequest) -> Bool {
        guard request.method == "POST", let path = URLParts(request.url)?.path else { return false }
        return path.suffix(Endpoints.tokenPath.utf8.count).elementsEqual(Endpoints.tokenPath.utf8)
    }

    /// The message the guide describes. It holds the secret: it goes to the wire and to the redactor, nowhere else.
    package static func message(_ credentials: Credentials, _ endpoints: Endpoints) -> RequestMessage {
        let fields: [(String, [UInt8])] = [
            ("grant_type", Array("client_credentials".utf8)),
            ("client_id", credentials.identifier),
            ("client_secret", credentials.secret),
            ("scope", Array("public".utf8)),
        ]
        let body = fields.map { Array($0.0.utf8) + [0x3D] + Percent.formEncoded($0.1) }.joined(separator: [0x26])
        return RequestMessage(
            method: "POST",
            url: endpoints.tokenURL,
            headers: [
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
            ],
            body: MessageBody(Array(body))
        )
    }
}
