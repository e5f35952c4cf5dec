/// Names for files, made of what a peer said.
enum FileName {
    private static let longest = 100

    /// Letters, digits, `.`, `_` and `-`; what else there was becomes one `-`. Never empty, hidden, a device of
    /// Windows, or something that a command could take for an option. Different texts may give the same name.
    static func made(from bytes: [UInt8], maximum: Int?) -> String {
        var name: [UInt8] = []
        let limit = min(longest, max(1, maximum ?? longest))
        for byte in bytes {
            guard name.count < limit else { break }
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: name.append(byte)
            case 0x2E: if !name.isEmpty, name.last != 0x2E { name.append(byte) }
            default: if !name.isEmpty, name.last != 0x2D { name.append(0x2D) }
            }
        }
        trimEnd(&name)
        if name.isEmpty { name = Array("unnamed".utf8.prefix(limit)) }
        if isDevice(name) {
            name = Array(([0x5F] + name).prefix(max(2, limit)))
            trimEnd(&name)
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// Windows drops dots at the end.
    private static func trimEnd(_ name: inout [UInt8]) {
        while let last = name.last, last == 0x2E || last == 0x2D { name.removeLast() }
    }

    /// CON, PRN, AUX, NUL, COM0–9 and LPT0–9, with any extension.
    private static func isDevice(_ name: [UInt8]) -> Bool {
        let stem = String(decoding: name.prefix { $0 != 0x2E }, as: UTF8.self).uppercased()
        if ["CON", "PRN", "AUX", "NUL", "CONIN", "CONOUT", "CLOCK"].contains(stem) { return true }
        guard stem.utf8.count == 4, stem.hasPrefix("COM") || stem.hasPrefix("LPT") else { return false }
        return stem.utf8.last.map { 0x30...0x39 ~= $0 } ?? false
    }
}
