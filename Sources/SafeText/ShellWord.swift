/// Words for a POSIX shell (POSIX.1-2017, Shell Command Language §2.2).
enum ShellWord {
    /// One word that the shell reads as these bytes. Bytes that would do harm where the command is shown or pasted
    /// are spelled in octal for `printf`; line feeds stay, because command substitution would drop them at the end.
    /// NUL, which no argument can hold, becomes the visible `\x00`.
    static func quoted(_ bytes: [UInt8], maximum: Int?) -> String {
        var result = ""
        var isQuoted = false
        var octal = ""
        var count = 0
        func flush() {
            guard !octal.isEmpty else { return }
            if isQuoted { result += "'" }
            isQuoted = false
            result += "\"$(printf '\(octal)')\""
            octal = ""
        }
        func quote() {
            flush()
            if !isQuoted { result += "'" }
            isQuoted = true
        }
        for piece in TextPieces(bytes) {
            if let maximum, count >= maximum {
                quote()
                result += "…"
                break
            }
            count += 1
            switch piece {
            case .scalar("'"):
                flush()
                result += isQuoted ? "'\\'" : "\\'"
                isQuoted = false
            case .scalar("\0"):
                quote()
                result += "\\x00"
            case .scalar(let scalar) where !scalar.isTreacherous || scalar == "\n":
                quote()
                result.unicodeScalars.append(scalar)
            case .scalar(let scalar):
                for byte in String(scalar).utf8 { octal += spelled(byte) }
            case .invalid(let byte): octal += spelled(byte)
            }
        }
        flush()
        if isQuoted { result += "'" }
        return result.isEmpty ? "''" : result
    }

    private static func spelled(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
