import ExchangeModel
import KadenceAPI
import Testing

@Suite struct EndpointsTests {
    @Test(arguments: [
        (Region.eu, "https://login.onkadence.co/oauth2/token", "https://api.onkadence.co/v1/public/users"),
        (Region.us, "https://login.us.onkadence.co/oauth2/token", "https://api.us.onkadence.co/v1/public/users"),
    ])
    func regionsHaveTheirHosts(region: Region, token: String, users: String) throws {
        let endpoints = try Endpoints(region: region)
        #expect(endpoints.tokenURL == Array(token.utf8))
        #expect(endpoints.apiURL("/v1/public/users") == Array(users.utf8))
        #expect(endpoints.region == region)
        #expect(endpoints.mismatch == nil)
    }

    @Test func namesAreReadInAnyCase() throws {
        #expect(try Region.named("US") == .us)
        let error = #expect(throws: EndpointError.self) { try Region.named("apac") }
        #expect(error?.description.contains("eu (the default) or us") == true)
    }

    @Test func baseAddressesKeepTheirPath() throws {
        let endpoints = try Endpoints(apiBase: "http://127.0.0.1:8080/api//", authBase: "http://[::1]:9/auth/")
        #expect(String(decoding: endpoints.tokenURL, as: UTF8.self) == "http://[::1]:9/auth/oauth2/token")
        #expect(String(decoding: endpoints.apiURL("v1"), as: UTF8.self) == "http://127.0.0.1:8080/api/v1")
        #expect(endpoints.region == nil)
    }

    @Test func theSignInFollowsTheAPI() throws {
        let us = try Endpoints(apiBase: "https://api.us.onkadence.co")
        #expect(us.authBase.hostText == "login.us.onkadence.co")
        let local = try Endpoints(apiBase: "http://localhost:1")
        #expect(local.authBase == local.apiBase)
    }

    @Test func mixedRegionsAreNoticed() throws {
        let mixed = try Endpoints(apiBase: "https://api.us.onkadence.co", authBase: "https://login.onkadence.co")
        #expect(mixed.region == nil)
        #expect(mixed.mismatch?.contains("us") == true)
    }

    @Test(arguments: [
        "", "api.onkadence.co", "ftp://a", "https://", "https://a?x=1", "https://a#b", "https://u:p@a",
        "http://a.example", "http://127.0.0.1.example.com", "http://10.0.0.1", "https://a\r\nb",
        "https://\u{E4}.example",
    ])
    func otherAddressesAreRefused(text: String) {
        let error = #expect(throws: EndpointError.self) { try Endpoints(apiBase: text, authBase: text) }
        #expect(error?.description.isEmpty == false)
    }

    @Test func tellsOwnURLsFromOthers() throws {
        let endpoints = try Endpoints(region: .eu)
        #expect(endpoints.contain(Array("https://API.onkadence.co:443/x".utf8)))
        #expect(endpoints.contain(Array("https://login.onkadence.co/".utf8)))
        #expect(!endpoints.contain(Array("https://api.us.onkadence.co/".utf8)))
        #expect(!endpoints.contain(Array("http://api.onkadence.co/".utf8)))
        #expect(!endpoints.contain([]))
    }
}
