import CaptureStore
import GRDB
import Testing

@Suite struct StoreErrorTests {
    @Test(
        arguments: [
            (5, StoreError.Code.locked), (6, .locked), (261, .locked), (517, .locked), (13, .diskFull),
            (26, .notADatabase),
            (14, .unwritableFolder), (8, .readOnly), (264, .readOnly), (11, .damagedFile), (267, .damagedFile),
            (10, .other), (1_034, .other), (1, .other), (21, .other),
        ] as [(Int32, StoreError.Code)]
    ) func everyCodeHasItsSentence(_ code: Int32, _ expected: StoreError.Code) {
        let error = StoreError(
            DatabaseError(resultCode: ResultCode(rawValue: code), message: "near \"hunter2\"", sql: "SELECT hunter2"),
            path: "/tmp/captures.sqlite"
        )
        #expect(error.code == expected)
        #expect(error.description.hasPrefix("/tmp/captures.sqlite: "))
        #expect(!error.reason.isEmpty && !error.remedy.isEmpty)
        // SQLite's message may quote a value.
        #expect(!error.description.contains("hunter2"))
    }
}
