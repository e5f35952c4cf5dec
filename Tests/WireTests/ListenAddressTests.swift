import NIOCore
import Testing
import Wire

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:8080"), ("[::1]:0", "[::1]:0"), (":8080", "127.0.0.1:8080"),
        ("8080", "127.0.0.1:8080"), ("localhost:1", "127.0.0.1:1"), ("LOCALHOST:65535", "127.0.0.1:65535"),
        ("127.8.9.10:80", "127.8.9.10:80"),
    ])
    func reads(_ text: String, _ expected: String) throws {
        let address = try ListenAddress.parse(text)
        #expect(address.description == expected)
        #expect(try address.socketAddress().port == address.port)
    }

    @Test(arguments: [
        "0.0.0.0:80", "[::]:80", "192.168.0.1:80", "example.com:80", "*:80", "127.0.0.1", "127.0.0.1:", "", ":", "::1",
        "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x", "127.0.0:80", "127.0.0.256:80", "127.0.0.01:80", "::1:80x",
        "[::ffff:127.0.0.1]:80", "localhost.evil.example:80", " 127.0.0.1:80",
    ])
    func refuses(_ text: String) {
        #expect(throws: ListenAddress.Fault.self) { try ListenAddress.parse(text) }
    }
}
