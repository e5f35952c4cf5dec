import Testing

@testable import Simulator

@Suite struct MultipartFormTests {
    private func parse(_ text: String, _ type: String = "multipart/form-data; boundary=b") throws(MultipartForm.Failure)
        -> MultipartForm
    {
        try MultipartForm(Array(text.utf8), contentType: type)
    }

    private let one =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nbytes\r\n--b--\r\n"

    private func failure(_ text: String, _ type: String = "multipart/form-data; boundary=b") -> MultipartForm.Failure? {
        do throws(MultipartForm.Failure) {
            _ = try parse(text, type)
            return nil
        } catch {
            return error
        }
    }

    @Test func partsKeepTheirBytes() throws {
        let form = try parse(
            "preamble\r\n--b \t\r\ncontent-disposition:form-data;name=title\r\nX-Other: 1\r\n\r\nA\r\n\r\n--b2\r\n-b\r\n--b\r\n"
                + "Content-Type: image/png\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".png\"\r\n\r\n"
                + "\r\n--b--\r\nepilogue\r\n--b\r\n"
        )
        #expect(form.parts.map(\.name) == ["title", "file"])
        #expect(form.parts.map(\.fileName) == [nil, "a \"b\".png"])
        #expect(form.parts.map { String(decoding: $0.bytes, as: UTF8.self) } == ["A\r\n\r\n--b2\r\n-b", ""])
    }

    @Test func lineFeedsAloneWillDo() throws {
        let form = try parse(one.replacing("\r\n", with: "\n"))
        #expect(form.parts.first?.bytes == Array("bytes".utf8))
    }

    @Test func boundariesMayBeQuoted() throws {
        let text = one.replacing("--b", with: "--a b:c")
        #expect(try parse(text, #"multipart/form-data; charset=utf-8; Boundary="a b:c""#).parts.count == 1)
    }

    @Test func whatIsNoFormIsSaid() {
        #expect(failure(one, "multipart/form-data") == .noBoundary)
        #expect(failure(one, "multipart/form-data; boundary") == .noBoundary)
        #expect(failure(one, "multipart/form-data; boundary=") == .badBoundary)
        #expect(failure(one, #"multipart/form-data; boundary="b ""#) == .badBoundary)
        #expect(failure(one, "multipart/form-data; boundary=" + String(repeating: "b", count: 71)) == .badBoundary)
        #expect(failure(one, "multipart/form-data; boundary=b@") == .badBoundary)
        #expect(failure("") == .noPart)
        #expect(failure("nothing") == .noPart)
        #expect(failure("--b--") == .noPart)
        #expect(failure("--b") == .unterminated)
        #expect(failure("--b\r\n\r\nx\r\n--b--") == .badPartHeader)
        #expect(failure("--b\r\n--b--") == .badPartHeader)
        #expect(failure("--b\r\nno colon\r\n\r\nx\r\n--b--") == .badPartHeader)
        #expect(failure("--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--") == .badPartHeader)
        #expect(failure("--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--") == .badPartHeader)
        #expect(failure(one.replacing("--b--", with: "--c--")) == .unterminated)
        let part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
        #expect(failure(String(repeating: part, count: 100) + "--b--") == nil)
        #expect(failure(String(repeating: part, count: 101) + "--b--") == .tooManyParts)
    }

    /// Cut and changed in every place, a form is read or refused, and what is read is never longer than the body.
    @Test func noBytesBreakIt() {
        let whole = Array(one.utf8)
        for end in 0...whole.count { _ = try? MultipartForm(Array(whole[..<end]), contentType: "a; boundary=b") }
        var random = SeededGenerator(seed: 5)
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0...random.below(4) {
                let place = random.below(bytes.count)
                bytes[place] = random.pick([0x0A, 0x0D, 0x2D, 0x62, 0x22, 0x5C, 0x3B, 0x3A, 0x00, 0xFF] as [UInt8])
            }
            guard let form = try? MultipartForm(bytes, contentType: "a; boundary=b") else { continue }
            #expect(form.parts.reduce(0) { $0 + $1.bytes.count } <= bytes.count)
        }
    }
}
