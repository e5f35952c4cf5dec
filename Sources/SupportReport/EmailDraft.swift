import Foundation
import SafeText

/// An unsent message (RFC 5322, MIME RFC 2045) with the request as text and the bundle attached.
enum EmailDraft {
    /// - Parameters:
    ///   - boundary: must not occur in `body`; taken from the content's hash, so that the same input gives the same bytes.
    static func make(
        to address: String?,
        subject: String,
        body: String,
        attachment: [UInt8],
        name: String,
        boundary: String
    ) -> [UInt8] {
        var text = ""
        if let address = self.address(address ?? "") { text += field("To", address) }
        text += field("Subject", Neutralizer.neutralize(subject, for: .mailHeader, maximum: 400))
        // Mail programs open such a message for editing instead of showing it as received.
        text += "X-Unsent: 1\r\nMIME-Version: 1.0\r\n"
        text += "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n"
        text += "--\(boundary)\r\nContent-Type: text/plain; charset=utf-8\r\n"
        text += "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        text += quotedPrintable(body)
        text += "\r\n--\(boundary)\r\nContent-Type: application/zip; name=\"\(name)\"\r\n"
        text += "Content-Disposition: attachment; filename=\"\(name)\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        let encoded = Data(attachment).base64EncodedData(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        return Array(text.utf8) + Array(encoded) + Array("\r\n--\(boundary)--\r\n".utf8)
    }

    /// The address as it may stand in `To`: only a name before `<…>` can be encoded (RFC 2047 §5). Nil for none, and
    /// for one that a header can't hold.
    private static func address(_ text: String) -> String? {
        let line = Neutralizer.neutralize(text, for: .terminal).split(separator: " ").joined(separator: " ")
        guard !line.isEmpty, line.utf8.count <= 320 else { return nil }
        if line.utf8.allSatisfy({ $0 < 0x80 }) { return line }
        guard let bracket = line.lastIndex(of: "<") else { return nil }
        let mailbox = line[bracket...]
        guard mailbox.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let name = line[..<bracket].filter { $0 != "\"" }.trimmingCharacters(in: .whitespaces)
        return Neutralizer.neutralize(name, for: .mailHeader) + " " + mailbox
    }

    /// A header field in lines of at most 76 columns where its words are not longer, folded at spaces (RFC 5322
    /// §2.2.3); no line is longer than the 998 that mail carries.
    private static func field(_ name: String, _ value: String) -> String {
        var text = name + ":"
        var column = text.utf8.count
        for word in value.split(separator: " ") {
            if column + 1 + word.utf8.count > 76, column > name.utf8.count + 1 {
                text += "\r\n"
                column = 0
            }
            text += " " + word
            column += 1 + word.utf8.count
        }
        return text + "\r\n"
    }

    /// Lines of at most 76 columns that carry any text through mail unharmed (RFC 2045 §6.7).
    static func quotedPrintable(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        var column = 0
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0A {
                result += [0x0D, 0x0A]
                column = 0
                continue
            }
            let endsLine = index + 1 == bytes.count || bytes[index + 1] == 0x0A
            let isPlain = (0x21...0x7E).contains(byte) && byte != 0x3D || (byte == 0x20 || byte == 0x09) && !endsLine
            // A line that is one full stop, or starts with "From ", is altered by some mail systems.
            let isRisky = column == 0 && (byte == 0x2E || byte == 0x46)
            let piece: [UInt8] = isPlain && !isRisky ? [byte] : [0x3D, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            if column + piece.count > 75 {
                result += Array("=\r\n".utf8)
                column = 0
            }
            result += piece
            column += piece.count
        }
        return String(decoding: result, as: UTF8.self)
    }
}
