import Testing

@testable import Redaction

@Suite struct RedactionKeysTests {
    @Test func sealedValuesOpenOnlyWithTheirStandIn() throws {
        let sealed = try testKeys.seal(bytes("Ada"), for: bytes("stand-in"))
        #expect(try testKeys.open(sealed) == bytes("Ada"))
        #expect(!occurs("Ada", in: sealed.ciphertext))
        // A fresh nonce each time.
        #expect(try testKeys.seal(bytes("Ada"), for: bytes("stand-in")).ciphertext != sealed.ciphertext)
        #expect(throws: (any Error).self) {
            try testKeys.open(SealedValue(standIn: bytes("other"), ciphertext: sealed.ciphertext))
        }
        #expect(throws: (any Error).self) { try RedactionKeys.ephemeral().open(sealed) }
        for count in [0, 5, 12, 27] {
            #expect(throws: (any Error).self) {
                try testKeys.open(
                    SealedValue(standIn: bytes("stand-in"), ciphertext: Array(sealed.ciphertext.prefix(count)))
                )
            }
        }
    }

    @Test func descriptionsHideTheKeys() {
        var dumped = ""
        dump(testKeys, to: &dumped)
        #expect("\(testKeys)" == "redaction keys" && String(reflecting: testKeys) == "redaction keys")
        #expect(!dumped.contains("standIns"))
    }

    @Test func digestsStream() {
        var whole = testKeys.makeBodyDigest()
        whole.update(bytes("hello world"))
        var parts = testKeys.makeBodyDigest()
        parts.update(bytes("hello ")[...])
        parts.update(bytes("world"))
        #expect(whole.finalize() == parts.finalize() && whole.finalize().count == 32)
        var other = RedactionKeys.ephemeral().makeBodyDigest()
        other.update(bytes("hello world"))
        #expect(other.finalize() != whole.finalize())
    }

    @Test func fingerprintsAreKeyed() {
        let one = testKeys.fingerprint(ofSecret: bytes("secret-1"))
        #expect(one == testKeys.fingerprint(ofSecret: bytes("secret-1")))
        #expect(one != testKeys.fingerprint(ofSecret: bytes("secret-2")))
        #expect(one != RedactionKeys.ephemeral().fingerprint(ofSecret: bytes("secret-1")))
    }
}
