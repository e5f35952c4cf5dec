import ReplayPlan
import Testing

@Suite struct WriteGuardTests {
    private let cancel = "POST /v1/public/bookings/{id}/cancel"

    @Test func letsReadingPass() {
        for method in ["GET", "HEAD", "OPTIONS"] {
            #expect(WriteGuard().permits(method: method, operation: method + " /x") == nil)
        }
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "get", "TRACE", "CONNECT", "", "GET ", "QUERY"])
    func refusesTheRest(_ method: String) {
        #expect(WriteGuard().permits(method: method, operation: method + " /x") != nil)
    }

    @Test func letsNamedOperationsPass() {
        let named = WriteGuard(allowed: [" POST  /v1/public/bookings/{id}/cancel "])
        #expect(named.permits(method: "POST", operation: cancel) == nil)
        #expect(named.permits(method: "POST", operation: "POST /v1/public/bookings") != nil)
        #expect(named.permits(method: "DELETE", operation: cancel) != nil)
        #expect(
            WriteGuard(allowed: ["*", "POST", "", "/v1/public/bookings/{id}/cancel"]).permits(
                method: "POST",
                operation: cancel
            ) != nil
        )
    }

    @Test func saysHowToAllowIt() {
        let refusal = WriteGuard().permits(method: "POST", operation: cancel)
        #expect(refusal?.description == "POST /v1/public/bookings/{id}/cancel may change data, and was not allowed")
        #expect(refusal?.remedy == "allow it by name: --allow-write 'POST /v1/public/bookings/{id}/cancel'")
    }
}
