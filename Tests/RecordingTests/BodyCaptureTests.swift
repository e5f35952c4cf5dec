import ExchangeModel
import NIOCore
import Redaction
import Testing

@testable import Recording

@Suite struct BodyCaptureTests {
    private let keys = RedactionKeys(master: [UInt8](repeating: 7, count: 32))

    private func capture(_ body: [UInt8], announced: Int?, cap: Int, piece: Int, isTruncated: Bool = false)
        -> MessageBody
    {
        var capture = BodyCapture(cap: cap, keys: keys)
        capture.begin(announced: announced)
        var start = 0
        while start < body.count {
            let end = min(body.count, start + piece)
            capture.append(ByteBuffer(bytes: body[start..<end]))
            start = end
        }
        return capture.finish(isTruncated: isTruncated)
    }

    private func digest(_ body: [UInt8]) -> [UInt8] {
        var digest = keys.makeBodyDigest()
        digest.update(body)
        return digest.finalize()
    }

    @Test(arguments: [1, 7, 1_000, 200_000]) func keepsTheStartAndDigestsTheWhole(piece: Int) {
        let body = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for announced in [nil, body.count] {
            let result = capture(body, announced: announced, cap: 100_000, piece: max(piece, 50))
            #expect(result.bytes == Array(body[..<100_000]))
            #expect(result.trueLength == body.count)
            #expect(result.isCut)
            #expect(result.keyedDigest == digest(body))
        }
    }

    @Test func aBodyUnderTheCapNeedsNoDigest() {
        let body = [UInt8](repeating: 1, count: 90_000)
        for announced in [nil, body.count] {
            let result = capture(body, announced: announced, cap: 90_000, piece: 10_000)
            #expect(result == MessageBody(body))
        }
    }

    @Test func anEmptyCapKeepsNothingButTheLength() {
        let result = capture([1, 2, 3], announced: 3, cap: 0, piece: 2, isTruncated: true)
        #expect(result.bytes.isEmpty)
        #expect(result.trueLength == 3)
        #expect(result.isCut && result.isTruncated)
        #expect(result.keyedDigest == digest([1, 2, 3]))
    }
}
