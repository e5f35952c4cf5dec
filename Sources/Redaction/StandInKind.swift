/// What a stand-in stands for: the word in the middle of `redacted-<kind>-…`.
package struct StandInKind: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// Lower-case ASCII letters.
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// An access token, as `Authorization: Bearer` carries it.
    package static let bearer = StandInKind(rawValue: "bearer")
    /// A further token: refresh, session, CSRF.
    package static let token = StandInKind(rawValue: "token")
    /// A secret of any other sort.
    package static let secret = StandInKind(rawValue: "secret")
    package static let password = StandInKind(rawValue: "password")
    /// The public half of a credential: a client id, a user name.
    package static let identifier = StandInKind(rawValue: "identifier")
    package static let cookie = StandInKind(rawValue: "cookie")
    package static let email = StandInKind(rawValue: "email")
    package static let name = StandInKind(rawValue: "name")
    package static let phone = StandInKind(rawValue: "phone")
    /// Words a person wrote of themselves.
    package static let text = StandInKind(rawValue: "text")
    /// An address that lets whoever knows it in.
    package static let link = StandInKind(rawValue: "link")
    /// The value of a header field nobody has called harmless.
    package static let header = StandInKind(rawValue: "header")
    /// The content of an uploaded file.
    package static let file = StandInKind(rawValue: "file")

    /// Every kind; only these are recognised in a text, so that not everything that begins with `redacted-` passes.
    package static let all: [StandInKind] = [
        .bearer, .token, .secret, .password, .identifier, .cookie, .email, .name, .phone, .text, .link, .header, .file,
    ]

    /// Whether the value grants access. Such values are never kept, not even sealed.
    package var isCredential: Bool {
        switch self {
        case .email, .name, .phone, .text, .header, .file: false
        default: true
        }
    }

    package var description: String { rawValue }

    /// The kind of this name, or `secret` where it is none of ours.
    init(known name: String) {
        let kind = StandInKind(rawValue: name)
        self = StandInKind.all.contains(kind) ? kind : .secret
    }
}
