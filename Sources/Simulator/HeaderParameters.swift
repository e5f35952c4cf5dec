import ExchangeModel

/// A header value such as `form-data; name="file"; filename="me.png"`: the word before the first semicolon, and the
/// parameters after it (RFC 9110 §5.6.6).
struct HeaderParameters: Sendable, Hashable {
    /// In lower case, without blanks around it.
    private(set) var value: [UInt8] = []
    /// Names in lower case. Of a name that came twice, the first; a parameter without `=` is left out.
    private(set) var parameters: [String: [UInt8]] = [:]

    init(_ bytes: some Sequence<UInt8>) {
        var name: [UInt8] = []
        var text: [UInt8] = []
        var hasEquals = false
        var isQuoted = false
        var isEscaped = false
        var isFirst = true

        func finish(_ into: inout HeaderParameters) {
            if isFirst {
                into.value = ASCII.lower(ASCII.trimmed(name))
            } else if hasEquals {
                let key = String(decoding: ASCII.lower(ASCII.trimmed(name)), as: UTF8.self)
                if into.parameters[key] == nil { into.parameters[key] = text }
            }
            isFirst = false
            name = []
            text = []
            hasEquals = false
        }

        for byte in bytes {
            if isEscaped {
                text.append(byte)
                isEscaped = false
            } else if isQuoted {
                switch byte {
                case 0x5C: isEscaped = true
                case 0x22: isQuoted = false
                default: text.append(byte)
                }
            } else {
                switch byte {
                case 0x3B: finish(&self)
                case 0x3D where !isFirst && !hasEquals: hasEquals = true
                case 0x22 where hasEquals && text.isEmpty: isQuoted = true
                case 0x20 where hasEquals, 0x09 where hasEquals: break
                default: if hasEquals { text.append(byte) } else { name.append(byte) }
                }
            }
        }
        finish(&self)
    }
}
