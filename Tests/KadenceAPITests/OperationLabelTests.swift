import APIDocument
import ContractCheck
import ExchangeModel
import JSONTree
import KadenceAPI
import Testing

@Suite struct OperationLabelTests {
    @Test(arguments: [
        (
            "GET", "https://api.onkadence.co/v1/public/bookings/01GTBV1CT3BM8A42SEJ2J5F4EG",
            "GET /v1/public/bookings/{id}"
        ),
        ("POST", "/v1/public/bookings/x/check-in?a", "POST /v1/public/bookings/{id}/check-in"),
        ("GET", "https://h/v1/public/visits/01GTBV1CT3BM8A42SEJ2J5F4EG?x=1", "GET /v1/public/visits/{id}"),
        ("HEAD", "https://h/v1/public/users", "HEAD /v1/public/users"),
        ("DELETE", "https://h", "DELETE /"),
        ("GET", "nonsense", "GET nonsense"),
        ("GET", "", "GET /"),
    ])
    func labels(method: String, url: String, label: String) {
        #expect(operationLabel(method: method, url: Array(url.utf8)) == label)
    }
}
