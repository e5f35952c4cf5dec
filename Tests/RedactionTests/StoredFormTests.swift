import ExchangeModel
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
        exchange.response?.trailers = ["X-Sum": "1"]
        exchange.failure = TransportFailure(.closedEarly, "the server hung up")
        exchange.connection = ConnectionInfo(remoteAddress: "127.0.0.1:8080", isReused: true, ordinal: 3)
        exchange.timings = Timings(dns: .microseconds(5), wait: .seconds(2))
        return exchange
    }

    private func same(_ a: RedactedExchange, _ b: RedactedExchange) -> Bool {
        a.startedAt == b.startedAt && a.request == b.request && a.response == b.response && a.failure == b.failure
            && a.timings == b.timings && a.connection == b.connection && a.replacements == b.replacements
            && a.sealedValues == b.sealedValues
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
