/// Why there is no token: what happened, and what to do about it.
package struct SignInProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// 401: the key is not known here; which also is what a key of the other region gets.
        case refusedKey
        /// The same, and the other region knows the key.
        case wrongRegion(Region)
        /// 400: the request's form was not understood.
        case refusedRequest
        /// A web page came instead of a token: the address is some other server's, or a proxy's login page.
        case webPage
        /// 404 or 405: there is no token endpoint at this address.
        case noEndpoint
        /// A redirection, which is not followed with a secret in hand.
        case redirected
        case tooManyRequests
        case serverError
        /// A success without a usable token in it.
        case unusableAnswer
        /// No answer came.
        case transport
    }

    package let kind: Kind
    /// The answer's status, where there was an answer.
    package let status: Int?
    /// What happened, without a full stop; holds nothing of the answer's own words.
    package let sentence: String
    /// What to do about it.
    package let remedy: String

    package init(kind: Kind, status: Int?, sentence: String, remedy: String) {
        self.kind = kind
        self.status = status
        self.sentence = sentence
        self.remedy = remedy
    }

    package var description: String { sentence + ": " + remedy }

    /// Whether another try, later and unchanged, may succeed.
    package var isTransient: Bool {
        switch kind {
        case .tooManyRequests, .serverError, .transport: true
        default: false
        }
    }

    /// The problem after the same key was tried in the other region.
    package func knowing(otherRegion: Region, accepts: Bool) -> SignInProblem {
        guard kind == .refusedKey else { return self }
        if accepts {
            return SignInProblem(
                kind: .wrongRegion(otherRegion),
                status: status,
                sentence: "the key belongs to region \(otherRegion.rawValue), not \(otherRegion.other.rawValue)",
                remedy: "use --region \(otherRegion.rawValue)"
            )
        }
        return SignInProblem(
            kind: .refusedKey,
            status: status,
            sentence: "neither region knows the API key",
            remedy: "check \(Credentials.identifierVariable) and \(Credentials.secretVariable): "
                + "no quotes, nothing cut off, and the key not deleted"
        )
    }
}
