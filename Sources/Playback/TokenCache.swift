import Crypto
package import ExchangeModel
import JSONTree
package import KadenceAPI

/// Keeps access tokens between runs: the one secret that is ever written down, 0600 in the user's state folder.
package struct TokenCache: Sendable {
    /// A token with the moment it was had.
    package struct Entry: Sendable {
        package let token: AccessToken
        package let obtainedAt: Timestamp
    }

    private let folder: StateFolder

    package init(folder: StateFolder) {
        self.folder = folder
    }

    /// One file for each sign-in address and API key; a digest, so that the name tells neither.
    static func fileName(_ credentials: Credentials, _ endpoints: Endpoints) -> String {
        var hash = SHA256()
        hash.update(data: Array("reprise token cache\u{0}".utf8))
        hash.update(data: endpoints.tokenURL + [0])
        hash.update(data: credentials.identifier)
        return "token-" + hex(hash.finalize().prefix(16)) + ".json"
    }

    /// The token kept for this key; nil where there is none or the file can't be trusted.
    package func read(_ credentials: Credentials, _ endpoints: Endpoints) -> Entry? {
        guard let bytes = folder.contents(of: TokenCache.fileName(credentials, endpoints)),
            let root = try? JSONDocument.parse(bytes).root, root["version"]?.int == 1,
            let value = root["token"]?.stringBytes, !value.isEmpty, value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let expiry = root["expiresAt"]?.int, let obtained = root["obtainedAt"]?.int
        else { return nil }
        return Entry(
            token: AccessToken(value: value, expiresAt: Timestamp(microseconds: Int64(expiry))),
            obtainedAt: Timestamp(microseconds: Int64(obtained))
        )
    }

    /// Keeps a token.
    package func write(_ entry: Entry, _ credentials: Credentials, _ endpoints: Endpoints) {
        let json: JSONValue = .object([
            ("version", .int(1)),
            ("obtainedAt", .int(Int(entry.obtainedAt.microseconds))),
            ("expiresAt", .int(Int(entry.token.expiresAt.microseconds))),
            ("token", .string(String(decoding: entry.token.value, as: UTF8.self))),
        ])
        folder.store(json.serialized(), as: TokenCache.fileName(credentials, endpoints))
    }

    /// Takes away every token in the folder that has expired, whatever key and address it was for.
    package func sweep(now: Timestamp) {
        for name in folder.names where name.hasPrefix("token-") && name.hasSuffix(".json") {
            let expiry = folder.contents(of: name).flatMap { try? JSONDocument.parse($0) }?.root["expiresAt"]?.int
            if let expiry, Int64(expiry) > now.microseconds { continue }
            folder.discard(name)
        }
    }

    /// Forgets the key's token.
    package func remove(_ credentials: Credentials, _ endpoints: Endpoints) {
        folder.discard(TokenCache.fileName(credentials, endpoints))
    }
}

/// Lower-case hexadecimal digits.
func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
