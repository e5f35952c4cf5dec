extension Neutralizer {
    /// The same JSON with every control, invisible and direction-changing character written as a `\u` escape, and no
    /// `##` in it, so that a terminal and a build log show it as harmless as a program reads it. The values are the
    /// same: in JSON such characters stand in strings only.
    ///
    /// - Parameter json: well-formed JSON text in UTF-8; its line feeds stay.
    package static func json(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var wasHash = false
        for piece in TextPieces(json) {
            guard case .scalar(let scalar) = piece else {
                result += UTF8.encodedReplacementCharacter
                continue
            }
            let isSecondHash = scalar == "#" && wasHash
            wasHash = scalar == "#"
            if scalar == "\n" {
                result.append(0x0A)
            } else if isSecondHash || scalar.isTreacherous || scalar.isStyleSelector {
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    result += ("\\u" + hexadecimal(UInt32(unit), digits: 4)).utf8
                }
            } else if scalar.isASCII {
                result.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                result += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        return result
    }
}
