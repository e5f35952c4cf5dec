internal import APIDocument
internal import ContractCheck
internal import Deflate
package import ExchangeModel
internal import JSONTree

/// Reads what the token endpoint answered.
package enum TokenAnswer {
    /// The most that is decoded of an answer; a token takes less than a thousandth of it.
    private static let maximumBytes = 1 << 20

    /// The token, or why there is none.
    ///
    /// - Parameters:
    ///   - exchange: raw, since the token is in it; it must not go anywhere else.
    ///   - region: the region signed in to, so that the advice can name the other one.
    package static func read(_ exchange: Exchange, region: Region? = nil) -> Result<AccessToken, SignInProblem> {
        guard exchange.failure == nil, let response = exchange.response, response.status != 0 else {
            return .failure(unreachable(exchange))
        }
        let body = decodedBody(response)
        let document = body.flatMap { try? JSONDocument.parse($0) }
        guard response.status == 200 || response.status == 201 else {
            return .failure(refusal(response, document, region))
        }
        guard let document, document.root.kind == .object else {
            return .failure(isWebPage(response, body) ? webPage(response.status) : unusable("it is not a JSON object"))
        }
        guard let token = document.root["access_token"]?.stringBytes, !token.isEmpty else {
            return .failure(unusable("it holds no access_token"))
        }
        // What goes into a header field must be able to stand there (RFC 6750 §2.1, read generously).
        guard token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return .failure(unusable("its access_token can't stand in a header"))
        }
        if let type = document.root["token_type"]?.string, type.lowercased() != "bearer" {
            return .failure(unusable("its token_type is not Bearer"))
        }
        return .success(AccessToken(value: token, expiresAt: expiry(document.root["expires_in"], exchange)))
    }

    /// Counted from when the request began, so that a slow answer can't make a token look younger than it is.
    private static func expiry(_ node: JSONNode?, _ exchange: Exchange) -> Timestamp {
        let seconds = node?.double ?? node?.string.flatMap { Double($0) }
        guard let seconds, seconds > 0 else {
            return exchange.startedAt.advanced(by: AccessToken.assumedLifetime)
        }
        return exchange.startedAt.advanced(by: .seconds(Int64(min(seconds, 315_360_000))))
    }

    private static func decodedBody(_ response: ResponseMessage) -> [UInt8]? {
        guard !response.body.isCut, !response.body.isTruncated, response.body.bytes.count <= maximumBytes else {
            return nil
        }
        let coding = response.headers.text("Content-Encoding")?.lowercased() ?? "identity"
        var limits = InflateLimits()
        limits.bytes = maximumBytes
        switch coding {
        case "", "identity": return response.body.bytes
        case "gzip", "x-gzip": return try? Compression.decompress(response.body.bytes, as: .gzip, limits: limits)
        case "deflate": return try? Compression.decompress(response.body.bytes, as: .zlib, limits: limits)
        default: return nil
        }
    }

    private static func isWebPage(_ response: ResponseMessage, _ body: [UInt8]?) -> Bool {
        if MediaType(response.headers.first("Content-Type") ?? []).isHTML { return true }
        let start = (body ?? []).drop { $0 <= 0x20 }.prefix(9)
        return ASCII.equalIgnoringCase(start, "<!doctype".utf8)
            || ASCII.equalIgnoringCase(start.prefix(5), "<html".utf8)
    }
}

extension TokenAnswer {
    private static func refusal(
        _ response: ResponseMessage,
        _ document: JSONDocument?,
        _ region: Region?
    ) -> SignInProblem {
        func problem(_ kind: SignInProblem.Kind, _ sentence: String, _ remedy: String) -> SignInProblem {
            SignInProblem(kind: kind, status: response.status, sentence: sentence, remedy: remedy)
        }
        // Only the vendor's sign-in refuses in OAuth's words (RFC 6749 §5.2); a proxy refuses in its own.
        let code = document?.root["error"]?.string
        if response.status == 401 && code != nil || code == "invalid_client" {
            let advice =
                region.map { "; a key of region \($0.other.rawValue) needs --region \($0.other.rawValue)" } ?? ""
            return problem(
                .refusedKey,
                "the sign-in refused the API key (\(response.status))",
                "check \(Credentials.identifierVariable) and \(Credentials.secretVariable)\(advice)"
            )
        }
        if (400...407).contains(response.status), isWebPage(response, response.body.bytes) {
            return webPage(response.status)
        }
        switch response.status {
        case 400:
            return problem(
                .refusedRequest,
                "the sign-in did not understand the request (400)",
                "check that --auth-url is Kadence's sign-in address"
            )
        case 401, 403, 407:
            return problem(
                .refusedKey,
                "the sign-in refused with \(response.status), but not in the words of Kadence's",
                "check --auth-url, and whether a proxy stands between"
            )
        case 404, 405, 410:
            return problem(
                .noEndpoint,
                "there is no sign-in at this address (\(response.status))",
                "check --auth-url: it names scheme and host only, like \(Region.eu.authBase)"
            )
        case 429:
            return problem(
                .tooManyRequests,
                "the sign-in is asked too often (429)",
                "wait for the quota to be reset"
            )
        case 300..<400:
            return problem(
                .redirected,
                "the sign-in points elsewhere (\(response.status)), and a secret is not sent after it",
                "give the right address with --auth-url"
            )
        case 500..<600:
            return problem(
                .serverError,
                "the sign-in failed with \(response.status)",
                "try again later; Kadence's status page tells of outages"
            )
        default:
            return problem(
                .unusableAnswer,
                "the sign-in answered \(response.status)",
                "check --auth-url"
            )
        }
    }

    private static func webPage(_ status: Int) -> SignInProblem {
        SignInProblem(
            kind: .webPage,
            status: status,
            sentence: "the sign-in answered with a web page (\(status)), not a token",
            remedy: "check --auth-url, and whether a proxy or login page stands between"
        )
    }

    private static func unusable(_ reason: String) -> SignInProblem {
        SignInProblem(
            kind: .unusableAnswer,
            status: 200,
            sentence: "the sign-in's answer can't be used: \(reason)",
            remedy: "check --auth-url, and whether something between changes answers"
        )
    }

    private static func unreachable(_ exchange: Exchange) -> SignInProblem {
        let host = URLParts(exchange.request.url)?.hostText ?? "the sign-in"
        if let failure = exchange.failure, failure.kind == .tls, !failure.message.isEmpty {
            // Which of the many reasons it was, and what helps against it, only the client that tried can say.
            return SignInProblem(
                kind: .transport,
                status: nil,
                sentence: failure.message,
                remedy: "the API key was not sent"
            )
        }
        let (what, remedy): (String, String) =
            switch exchange.failure?.kind {
            case .resolve: ("the name \(host) has no address", "check --region or --auth-url, and the network")
            case .connect: ("\(host) can't be reached", "check the network, and --auth-url's port")
            case .connectTimeout, .readTimeout: ("\(host) did not answer in time", "check the network and try again")
            case .tls: ("\(host) could not prove who it is (TLS)", "check the machine's certificates and clock")
            case .cancelled: ("the sign-in was stopped", "run the command again")
            case .protocolError: ("\(host) does not speak HTTP", "check --auth-url's scheme and port")
            case .reset, .closedEarly, .send: ("\(host) broke the connection", "try again")
            case .other, nil: ("\(host) gave no answer", "check the network and try again")
            }
        return SignInProblem(kind: .transport, status: nil, sentence: what, remedy: remedy)
    }
}
