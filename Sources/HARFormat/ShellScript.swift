internal import Redaction

/// Shell words (POSIX.1-2017, Shell Command Language §2.2) made of bytes in which stand-ins become variables.
struct ShellScript {
    /// A variable that the reader has to set before the command runs.
    struct Variable {
        let name: String
        let standIn: String
        /// Where the value goes, and in which encoding it must be.
        var uses: [String]
    }

    private(set) var variables: [Variable] = []

    /// Bytes cut at the stand-ins in them.
    enum Piece {
        case literal([UInt8])
        case variable(String)
    }

    /// The name for a stand-in, the same for the same one.
    ///
    /// - Parameters:
    ///   - use: where it goes, `request header X-Tenant`.
    ///   - suffix: names apart what needs another encoding.
    mutating func variable(for standIn: String, use: String, suffix: String = "", named fixed: String? = nil) -> String
    {
        let stem = fixed ?? ShellScript.stem(of: standIn) + suffix
        var name = stem
        var count = 1
        while let index = variables.firstIndex(where: { $0.name == name }) {
            if variables[index].standIn == standIn {
                if !variables[index].uses.contains(use) { variables[index].uses.append(use) }
                return name
            }
            count += 1
            name = "\(stem)_\(count)"
        }
        variables.append(Variable(name: name, standIn: standIn, uses: [use]))
        return name
    }

    mutating func pieces(_ bytes: [UInt8], use: String, suffix: String = "") -> [Piece] {
        var result: [Piece] = []
        var position = 0
        for (range, text) in StandIn.find(in: bytes)
        where range.lowerBound >= position && range.upperBound <= bytes.count {
            if range.lowerBound > position { result.append(.literal(Array(bytes[position..<range.lowerBound]))) }
            // Within base64 the range is the whole run, which may hold more than the one stand-in.
            let isBase64 = range.count > text.utf8.count + 2
            result.append(.variable(variable(for: text, use: use, suffix: isBase64 ? "_BASE64" : suffix)))
            position = range.upperBound
        }
        if position < bytes.count { result.append(.literal(Array(bytes[position...]))) }
        return result
    }

    /// One word: in double quotes where that reads well, else piece by piece.
    static func word(_ pieces: [Piece]) -> String {
        if let plain = readable(pieces) { return plain }
        var result = ""
        var literal: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .literal(let bytes): literal += bytes
            case .variable(let name):
                result += quoted(literal) + "\"$\(name)\""
                literal = []
            }
        }
        result += quoted(literal)
        return result.isEmpty ? "''" : result
    }

    /// A format for `printf`, and the arguments for it: holds any bytes, NUL too, of any length.
    static func printf(_ pieces: [Piece]) -> String {
        var format: [UInt8] = []
        var arguments = ""
        for piece in pieces {
            switch piece {
            case .variable(let name):
                format += Array("%s".utf8)
                arguments += " \"$\(name)\""
            case .literal(let bytes):
                for byte in bytes {
                    switch byte {
                    case 0x0A: format += Array("\\n".utf8)
                    case 0x25: format += Array("%%".utf8)
                    case 0x5C: format += Array("\\\\".utf8)
                    // A quote would end the word, a hyphen in front would start an option.
                    case 0x27: format += octal(byte)
                    case 0x2D where format.isEmpty: format += octal(byte)
                    case 0x20..<0x7F: format.append(byte)
                    default: format += octal(byte)
                    }
                }
            }
        }
        return "printf '" + String(decoding: format, as: UTF8.self) + "'" + arguments
    }

    /// Single quotes; bytes that are not printable text are spelled for `printf`, so that nothing in the command
    /// can act on the terminal it is shown on or pasted into.
    static func quoted(_ bytes: [UInt8]) -> String {
        var result = ""
        var literal = ""
        var spelled: [UInt8] = []
        func endLiteral() {
            if !literal.isEmpty { result += "'\(literal)'" }
            literal = ""
        }
        func endSpelled() {
            if !spelled.isEmpty { result += "\"$(printf '\(String(decoding: spelled, as: UTF8.self))')\"" }
            spelled = []
        }
        for (scalar, bytes) in VisibleText.scalars(bytes) {
            if let scalar, scalar == "'" {
                endSpelled()
                endLiteral()
                result += "\\'"
            } else if let scalar, scalar == "\n" || !VisibleText.isTreacherous(scalar) {
                endSpelled()
                literal.unicodeScalars.append(scalar)
            } else {
                endLiteral()
                for byte in bytes { spelled += octal(byte) }
            }
        }
        endLiteral()
        endSpelled()
        return result
    }

    private static func octal(_ byte: UInt8) -> [UInt8] {
        [0x5C, 0x30 + (byte >> 6), 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
    }

    /// Variables among text that means nothing to a shell within double quotes.
    private static func readable(_ pieces: [Piece]) -> String? {
        var result = "\""
        var hasVariable = false
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .variable(let name):
                hasVariable = true
                var needsBraces = false
                if index + 1 < pieces.count, case .literal(let next) = pieces[index + 1], let first = next.first {
                    needsBraces = isNameByte(first)
                }
                result += needsBraces ? "${\(name)}" : "$\(name)"
            case .literal(let bytes):
                for byte in bytes {
                    // Not `"`, `$`, backquote and backslash, nor `!`, which interactive shells expand.
                    guard isNameByte(byte) || " :/.,;=&?%@+-*~#|()[]{}<>^'".utf8.contains(byte) else { return nil }
                }
                result += String(decoding: bytes, as: UTF8.self)
            }
        }
        return hasVariable ? result + "\"" : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x5F
    }

    /// `EMAIL` for `email-3f9a2c@redacted.invalid`, `COOKIE` for `redacted-cookie-k81d0e`.
    private static func stem(of standIn: String) -> String {
        var words = standIn.prefix { $0 != "@" }.split(separator: "-").map(String.init)
        if words.count > 1 { words.removeLast() }
        if words.count > 1, words.first == "redacted" { words.removeFirst() }
        let name = words.joined(separator: "_").uppercased().utf8.map { isNameByte($0) ? $0 : 0x5F }
        guard let first = name.first, !(0x30...0x39 ~= first) else { return "VALUE" }
        return String(decoding: name, as: UTF8.self)
    }
}
