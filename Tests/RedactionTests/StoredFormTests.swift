import ExchangeModel
import Foundation
import Testing

@testable import Redaction

@Suite struct StoredFormTests {
    private func sample() -> Exchange {
        var exchange = makeExchange(
            method: "POST",
            url: "https://api.onkadence.co/v1/public/users?email=ada%40example.com",
            headers: [
                "Authorization": "Bearer 0123456789abcdef", "X-Tenant": "acme", "Content-Type": "application/json",
            ],
            body: bytes(#"{"firstName":"Ada","phone":12345}"#),
            status: 503,
            responseHeaders: ["Content-Type": "application/json", "X-WX-Trace": "abc"],
            responseBody: bytes(#"{"email":"ada@example.com", oops"#)
        )
        exchange.monotonicStart = MonotonicMoment(process: .max, offset: .microseconds(86_400_000_001))
        exchange.response?.trailers = ["X-Sum": "1"]
        exchange.failure = TransportFailure(.closedEarly, "the server hung up")
        exchange.connection = ConnectionInfo(remoteAddress: "127.0.0.1:8080", isReused: true, ordinal: 3)
        exchange.timings = Timings(dns: .microseconds(5), wait: .seconds(2))
        return exchange
    }

    private func same(_ a: RedactedExchange, _ b: RedactedExchange) -> Bool {
        a.startedAt == b.startedAt && a.monotonicStart == b.monotonicStart && a.request == b.request
            && a.response == b.response && a.failure == b.failure && a.timings == b.timings
            && a.connection == b.connection && a.replacements == b.replacements && a.sealedValues == b.sealedValues
    }

    @Test func goesThereAndBack() throws {
        let redactor = redactor()
        for exchange in [sample(), makeExchange(), json("[]")] {
            let first = redactor.redact(exchange)
            let back = try redactor.restore(redactor.storedForm(of: first))
            #expect(same(first, back))
        }
        var failed = makeExchange()
        failed.response = nil
        failed.failure = TransportFailure(.connect, "refused")
        let first = redactor.redact(failed)
        #expect(same(first, try redactor.restore(redactor.storedForm(of: first))))
    }

    /// As a store kept it under `testKeys` when the form had version 1.
    private static let versionOne =
        "UlBYAfSJ8tKevbAGBFBPU1QoaHR0cHM6Ly9hcGkub25rYWRlbmNlLmNvL3YxL3B1YmxpYy91c2VycwhIVFRQLzEuMQINQXV0"
        + "aG9yaXphdGlvbiNCZWFyZXIgcmVkYWN0ZWQtYmVhcmVyLTNqdGo1anpoOGh0MgxDb250ZW50LVR5cGUQYXBwbGljYXRpb24v"
        + "anNvbgATAAAABGpzb24QYXBwbGljYXRpb24vanNvbgAAAAETAAHuBwRCdXN5CEhUVFAvMS4xAQxDb250ZW50LVR5cGUKdGV4"
        + "dC9wbGFpbgAABAAAAAR0ZXh0CnRleHQvcGxhaW4AAAABBAAAAAAAAAEAgIC0zNTfxgMBAICAkPib+YZHAQAAAAAAAgENQXV0"
        + "aG9yaXphdGlvbgAUaGVhZGVyLmF1dGhvcml6YXRpb24aY3JlZGVudGlhbHMgYXJlIG5ldmVyIGtlcHQGYmVhcmVyHHJlZGFj"
        + "dGVkLWJlYXJlci0zanRqNWp6aDhodDIHHARub25lEAEGIzRhOGMwAAIACi9maXJzdE5hbWUPZmllbGQuZmlyc3RuYW1lDXBl"
        + "cnNvbmFsIGRhdGEEbmFtZRpyZWRhY3RlZC1uYW1lLXpoNjA2ajB4YXM3Mw4aBnN0cmluZwMBBiM0YThjMAEBGnJlZGFjdGVk"
        + "LW5hbWUtemg2MDZqMHhhczczH3spalds4w5IbssHmlZ5mhNNGWY+aPlNURggkOPItax2X/1NUBZCA+PZoku2mtTHm/2afOkN"
        + "nGbAptQZ2s3O7A=="

    private func versionOne() throws -> StoredExchange {
        StoredExchange(
            metadata: Array(try #require(Data(base64Encoded: StoredFormTests.versionOne))),
            requestBody: bytes(#"{"firstName":"redacted-name-zh606j0xas73"}"#),
            responseBody: bytes("busy")
        )
    }

    @Test func whatAnEarlierVersionStoredIsRead() throws {
        let redactor = redactor()
        var stored = try versionOne()
        #expect(stored.metadata[3] == 1)
        let exchange = try redactor.restore(stored)
        #expect(exchange.startedAt == Timestamp(microseconds: 1_795_455_062_000_250))
        #expect(exchange.monotonicStart == nil)
        #expect(exchange.request.method == "POST" && exchange.response?.status == 503)
        #expect(exchange.timings == Timings(send: .milliseconds(1), wait: .milliseconds(20), receive: .zero))
        // Its code is right, so what it says of the stand-ins is believed.
        #expect(exchange.replacements.map(\.rule) == ["header.authorization", "field.firstname"])
        #expect(exchange.sealedValues.count == 1)
        // Kept again it has today's form.
        let again = redactor.storedForm(of: exchange)
        #expect(again.metadata[3] == 2)
        #expect(same(exchange, try redactor.restore(again)))
        // And with its code wrong it is redacted again.
        stored.metadata[stored.metadata.count - 1] ^= 1
        #expect(try redactor.restore(stored).sealedValues.isEmpty)
    }

    /// What stands at the moment's place, then as it goes on in version 1.
    private func withMoment(_ moment: [UInt8]) throws -> StoredExchange {
        var stored = try versionOne()
        // Magic, version, and the time in eight bytes.
        let start = stored.metadata[..<12]
        #expect(start.last.map { $0 < 0x80 } == true && start[4..<11].allSatisfy { $0 >= 0x80 })
        var content = Array(start + moment + stored.metadata[12...].dropLast(32))
        content[3] = 2
        stored.metadata =
            content
            + testKeys.code(metadata: content, requestBody: stored.requestBody, responseBody: stored.responseBody)
        return stored
    }

    @Test func aMomentThatCannotBeIsRefused() throws {
        var writer = ByteWriter()
        func moment(_ write: (inout ByteWriter) -> Void) throws -> StoredExchange {
            writer = ByteWriter()
            write(&writer)
            return try withMoment(writer.bytes)
        }
        let redactor = redactor()
        #expect(try redactor.restore(try moment { $0.bool(false) }).monotonicStart == nil)
        for offset in [0, 1, MonotonicMoment.longestOffset.microseconds] {
            let stored = try moment {
                $0.bool(true)
                $0.unsigned(7)
                $0.signed(offset)
            }
            let wanted = MonotonicMoment(process: 7, offset: .microseconds(offset))
            #expect(try redactor.restore(stored).monotonicStart == wanted)
        }
        for offset in [-1, .min, .max, MonotonicMoment.longestOffset.microseconds + 1] {
            let stored = try moment {
                $0.bool(true)
                $0.unsigned(7)
                $0.signed(offset)
            }
            let error = #expect(throws: StoredExchangeError.self) { try redactor.restore(stored) }
            #expect(error?.reason == "a moment is out of range")
        }
        for bytes in [[2], [1], [1, 7], [1] + Array(repeating: 0xFF, count: 11)] as [[UInt8]] {
            #expect(throws: StoredExchangeError.self) { try redactor.restore(try self.withMoment(bytes)) }
        }
    }

    @Test func theCodeCoversTheMoment() throws {
        let redactor = redactor()
        var stored = redactor.storedForm(of: redactor.redact(sample()))
        let place = try #require(stored.metadata.firstRange(of: Array(repeating: 0xFF, count: 9) + [0x01]))
        stored.metadata[place.lowerBound] = 0xFE
        let restored = try redactor.restore(stored)
        // Not believed, so the sealed values are gone.
        #expect(restored.monotonicStart?.process == UInt64.max - 1)
        #expect(restored.sealedValues.isEmpty)
        #expect(try !redactor.restore(redactor.storedForm(of: redactor.redact(sample()))).sealedValues.isEmpty)
    }

    @Test func whatWasChangedIsRedactedAgain() throws {
        let redactor = redactor()
        var stored = redactor.storedForm(of: redactor.redact(json(#"{"a":"b"}"#)))
        stored.responseBody = bytes(#"{"firstName":"Ada","e":"ada@example.com"}"#)
        let restored = try redactor.restore(stored)
        #expect(!restored.responseText.contains("Ada") && !restored.responseText.contains("ada@"))
        #expect(restored.replacements.count == 2)
    }

    @Test func anotherStoresFormIsRedactedAgain() throws {
        let other = Redactor(keys: .ephemeral())
        let redactor = redactor(["acme-secret-77"])
        let stored = other.storedForm(of: other.redact(json(#"{"a":"acme-secret-77"}"#)))
        #expect(occurs("acme-secret-77", in: stored.responseBody))
        #expect(!occurs("acme-secret-77", in: try redactor.restore(stored).response?.body.bytes ?? []))
    }

    @Test func withheldBodiesStayWithheld() throws {
        let redactor = redactor()
        let stored = redactor.storedForm(
            of: redactor.redact(makeExchange(responseHeaders: ["Content-Type": "image/png"], responseBody: [0, 1, 2]))
        )
        #expect(try redactor.restore(stored).response?.body.withheld != nil)
        #expect(try Redactor(keys: .ephemeral()).restore(stored).response?.body.withheld != nil)
    }

    @Test func damageIsAnErrorOrRedactedAgain() {
        var random = Seeded(state: 11)
        let redactor = redactor()
        let stored = redactor.storedForm(of: redactor.redact(sample()))
        #expect(throws: StoredExchangeError.self) {
            try redactor.restore(StoredExchange(metadata: [], requestBody: [], responseBody: []))
        }
        for _ in 0..<3_000 {
            var changed = stored
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                changed.metadata[Int.random(in: 0..<changed.metadata.count, using: &random)] ^= UInt8.random(
                    in: 1...255,
                    using: &random
                )
            case 1:
                changed.metadata = Array(
                    changed.metadata.prefix(Int.random(in: 0..<changed.metadata.count, using: &random))
                )
            case 2:
                changed.metadata.insert(
                    UInt8.random(in: 0...255, using: &random),
                    at: Int.random(in: 0..<changed.metadata.count, using: &random)
                )
            default: changed.metadata = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            // Either is fine; what counts is that nothing traps and nothing changed is believed.
            guard let result = try? redactor.restore(changed) else { continue }
            #expect(result.sealedValues.allSatisfy { (try? testKeys.open($0)) != nil })
        }
    }

    @Test func errorsSayWhereAndWhy() {
        do {
            _ = try redactor().restore(
                StoredExchange(
                    metadata: bytes("RPX") + [9] + [UInt8](repeating: 0, count: 60),
                    requestBody: [],
                    responseBody: []
                )
            )
            Issue.record("it was read")
        } catch {
            #expect("\(error)".contains("version 9"))
        }
    }
}
