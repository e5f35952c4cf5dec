/// Bytes as text that shows everything and does nothing, for commands and documents made here.
enum VisibleText {
    /// The scalars with the bytes they stand in; invalid bytes come one by one, without a scalar.
    static func scalars(_ bytes: [UInt8]) -> [(scalar: Unicode.Scalar?, bytes: [UInt8])] {
        var result: [(scalar: Unicode.Scalar?, bytes: [UInt8])] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let length = sequenceLength(bytes[position])
            let end = min(position + length, bytes.count)
            let sequence = Array(bytes[position..<end])
            if let scalar = String(validating: sequence, as: UTF8.self)?.unicodeScalars.first {
                result.append((scalar, sequence))
                position = end
            } else {
                result.append((nil, [bytes[position]]))
                position += 1
            }
        }
        return result
    }

    /// Lines and tabs stay; other controls and what cannot be seen become escapes.
    static func lines(_ bytes: [UInt8]) -> String {
        // Bytes, since appending to a view of scalars costs its whole length each time.
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for (scalar, bytes) in scalars(bytes) {
            if let scalar {
                if scalar == "\r" { continue }
                if scalar == "\n" || scalar == "\t" || !isTreacherous(scalar) {
                    text += bytes
                } else {
                    text += "\\u{\(String(scalar.value, radix: 16))}".utf8
                }
            } else {
                for byte in bytes { text += "\\x\(Hexadecimal.encode([byte]))".utf8 }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// As `lines`, on one line.
    static func line(_ bytes: [UInt8]) -> String {
        lines(bytes.map { $0 == 0x0A || $0 == 0x09 ? 0x20 : $0 })
    }

    static func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: return true
        default: return 0xE0000...0xE0FFF ~= scalar.value
        }
    }

    /// How many bytes a sequence that begins like this has; 1 where none does.
    private static func sequenceLength(_ first: UInt8) -> Int {
        switch first {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }
}
