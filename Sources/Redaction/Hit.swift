/// Something to replace, found in the bytes of one place.
struct Hit {
    /// In the bytes of the place.
    var range: Range<Int>
    /// Decoded.
    var value: [UInt8]
    var kind: StandInKind
    var rule: String
    var reason: String
    var pointer = ""
    var encoding = ValueEncoding.raw
    var jsonType = ValueShape.JSONType.none
    /// What to put there where it is more than the stand-in in its encoding.
    var quotes = false
    /// How sure it is that `value` is the whole value, rightly decoded: of hits on the same bytes the highest wins.
    var rank = 0
}

/// Why values are replaced, for people.
enum Reason {
    static let credential = "credentials are never kept"
    static let known = "a secret this machine knows"
    static let personal = "personal data"
    static let echoed = "personal data of the request that the answer quotes"
    static let unknownHeader = "nobody has called this header field harmless"
    static let token = "it looks like a token"
    static let binary = "binary content can't be searched for secrets"
}
