/// The way to a value inside a document (RFC 6901): `/hydra:member/0/id`. Empty for the whole document.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// Keys and indices, not escaped.
    package var tokens: [String]

    package init(_ tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Nil if the text is neither empty nor starts with `/`, or a `~` is not followed by 0 or 1.
    package init?(parsing text: String) {
        tokens = []
        guard !text.isEmpty else { return }
        guard text.utf8.first == 0x2F else { return nil }
        for part in text.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false) {
            var token: [UInt8] = []
            var bytes = part.makeIterator()
            while let byte = bytes.next() {
                guard byte == 0x7E else {
                    token.append(byte)
                    continue
                }
                switch bytes.next() {
                case 0x30: token.append(0x7E)
                case 0x31: token.append(0x2F)
                default: return nil
                }
            }
            tokens.append(String(decoding: token, as: UTF8.self))
        }
    }

    /// One step further, to a member.
    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }
    /// One step further, to an element.
    package func appending(_ index: Int) -> JSONPointer { JSONPointer(tokens + [String(index)]) }

    // Swift's strings are equal where they look the same; JSON's keys only where their bytes are.
    package static func == (a: JSONPointer, b: JSONPointer) -> Bool {
        a.tokens.count == b.tokens.count && zip(a.tokens, b.tokens).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }

    package func hash(into hasher: inout Hasher) {
        for token in tokens {
            for byte in token.utf8 { hasher.combine(byte) }
            hasher.combine(UInt8(0xFF))
        }
    }

    package var description: String {
        var bytes: [UInt8] = []
        for token in tokens {
            bytes.append(0x2F)
            for byte in token.utf8 {
                switch byte {
                case 0x7E: bytes += [0x7E, 0x30]
                case 0x2F: bytes += [0x7E, 0x31]
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
