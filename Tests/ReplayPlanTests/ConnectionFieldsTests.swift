import ExchangeModel
import ReplayPlan
import Testing

@Suite struct ConnectionFieldsTests {
    private let headers: HeaderList = [
        "Accept": "*/*", "connection": "close , X-Hop,, Host", "X-HOP": "1", "Host": "a.example", "keep-alive": "5",
        "Proxy-Connection": "close", "Connection": "Upgrade, Content-Length", "Upgrade": "h2c", "Content-Length": "0",
        "X-Other": "2",
    ]

    @Test func whatSpeaksOfTheConnectionGoes() {
        var left = headers
        ConnectionFields.remove(from: &left)
        // What makes the message what it is stays, whatever `Connection` says.
        #expect(left == ["Accept": "*/*", "Host": "a.example", "Content-Length": "0", "X-Other": "2"])
        ConnectionFields.remove(from: &left)
        #expect(left.fields.count == 4)
    }

    @Test func theyAreNamedOnceAsSpelled() {
        let names = ["connection", "X-HOP", "keep-alive", "Proxy-Connection", "Upgrade"]
        #expect(ConnectionFields.names(in: headers) == names)
        #expect(ConnectionFields.names(in: ["Accept": "close"]).isEmpty)
        let flow = script([
            call("GET", "/a", headers: ["Connection": "close"]), call("GET", "/b"),
            call("GET", "/c", headers: ["CONNECTION": "x", "Keep-Alive": "5"]),
        ])
        #expect(flow.connectionFields == ["Connection", "Keep-Alive"])
    }

    @Test func aHostileListEnds() {
        let names = (0..<20_000).map { "x\($0)" }
        var many = HeaderList([.init("Connection", names.joined(separator: ","))] + names.map { .init($0, "1") })
        #expect(ConnectionFields.names(in: many).count == 20_001)
        ConnectionFields.remove(from: &many)
        #expect(many.fields.isEmpty)
    }
}
