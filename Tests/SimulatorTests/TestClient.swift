import Foundation
import JSONTree
import KadenceAPI

@testable import Simulator

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

#if canImport(Glibc)
import Glibc
#endif

/// An answer as a test sees it.
struct Seen: Sendable {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    var json: JSONDocument {
        get throws { try JSONDocument.parse(body) }
    }
    var text: String { String(decoding: body, as: UTF8.self) }

    func string(_ pointer: String) throws -> String? {
        try JSONPointer(parsing: pointer).flatMap { try json.node(at: $0) }?.string
    }

    func int(_ pointer: String) throws -> Int? {
        try JSONPointer(parsing: pointer).flatMap { try json.node(at: $0) }?.int
    }

    /// The `id`s of `hydra:member`.
    var ids: [String] {
        get throws { try json.root["hydra:member"]?.elements.compactMap { $0["id"]?.string } ?? [] }
    }

    func strings(_ name: String) throws -> [String] {
        try json.root["hydra:member"]?.elements.compactMap { $0[name]?.string } ?? []
    }
}

extension SimulatedKadence {
    var identifier: String { String(decoding: credentials.identifier, as: UTF8.self) }
    var secret: String { String(decoding: credentials.secret, as: UTF8.self) }
}

/// Calls a running simulator through URLSession: a client that nobody here wrote.
struct TestClient: Sendable {
    let kadence: SimulatedKadence
    var token: String?
    private let session = URLSession(configuration: .ephemeral)

    init(_ kadence: SimulatedKadence) async throws {
        self.kadence = kadence
        let form =
            "grant_type=client_credentials&client_id=\(kadence.identifier)&client_secret=\(kadence.secret)&scope=public"
        let answer = try await post("/oauth2/token", form, type: "application/x-www-form-urlencoded")
        token = try answer.string("/access_token")
    }

    func get(_ target: String, accept: String = "application/ld+json", token: String? = nil) async throws -> Seen {
        try await send("GET", target, headers: ["Accept": accept], body: nil, token: token ?? self.token)
    }

    func post(_ target: String, _ body: String, type: String = "application/json") async throws -> Seen {
        try await send("POST", target, headers: ["Content-Type": type], body: body, token: token)
    }

    func patch(_ target: String, _ body: String, type: String = "application/merge-patch+json") async throws -> Seen {
        try await send("PATCH", target, headers: ["Content-Type": type], body: body, token: token)
    }

    /// Sends a form with one part, as a browser does.
    func upload(_ target: String, _ file: [UInt8], part: String = "file", fileName: String? = "me.png") async throws
        -> Seen
    {
        try await send(
            "POST",
            target,
            headers: ["Content-Type": "multipart/form-data; boundary=b0undary"],
            bytes: MultipartText.form(file, part: part, fileName: fileName),
            token: token
        )
    }

    func send(
        _ method: String,
        _ target: String,
        headers: [String: String] = [:],
        body: String? = nil,
        bytes: [UInt8]? = nil,
        token: String? = nil
    ) async throws -> Seen {
        struct BadURL: Error {}
        guard let url = URL(string: kadence.apiBase + target) else { throw BadURL() }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.httpBody = bytes.map { Data($0) } ?? body.map { Data($0.utf8) }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let token { request.setValue("Bearer " + token, forHTTPHeaderField: "Authorization") }
        let (data, response) = try await session.data(for: request)
        guard let http = response as? HTTPURLResponse else { throw BadURL() }
        var fields: [String: String] = [:]
        for (name, value) in http.allHeaderFields {
            fields["\(name)".lowercased()] = "\(value)"
        }
        return Seen(status: http.statusCode, headers: fields, body: Array(data))
    }
}

/// Runs a test's body against a simulator, and stops it whatever happens.
func withKadence(
    faults: FaultPlan = .none,
    seed: UInt64 = 1,
    options: SimulatorOptions = SimulatorOptions(),
    _ body: (SimulatedKadence) async throws -> Void
) async throws {
    let kadence = try await SimulatedKadence.start(faults: faults, seed: seed, options: options)
    do {
        try await body(kadence)
    } catch {
        await kadence.stop()
        throw error
    }
    await kadence.stop()
}

/// A plain blocking socket, for what a well-behaved client hides: raw bytes, cut bodies, resets.
struct RawSocket {
    let descriptor: Int32

    struct Failure: Error { var code: Int32 }

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result != 0 { throw Failure(code: errno) }
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(descriptor, bytes, bytes.count)
    }

    /// Everything until the peer closes, and the error that ended it, 0 for a plain end.
    ///
    /// On a thread of its own: two tests that waited here would take both threads that the server answers on.
    func readToEnd() async -> (bytes: [UInt8], error: Int32) {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: waitForEnd()) }
        }
    }

    private func waitForEnd() -> (bytes: [UInt8], error: Int32) {
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 { return (result, errno) }
            if count == 0 { return (result, 0) }
            result += buffer[..<count]
        }
    }

    func close() {
        _ = Glibc.close(descriptor)
    }
}

/// Forms as clients write them.
enum MultipartText {
    /// The first bytes of every PNG file, and a few more.
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x0D, 0x0A, 0x2D, 0x2D]

    static func form(_ file: [UInt8], part: String = "file", fileName: String? = "me.png") -> [UInt8] {
        let name = #"name="\#(part)""# + (fileName.map { #"; filename="\#($0)""# } ?? "")
        let head = "--b0undary\r\nContent-Disposition: form-data; \(name)\r\nContent-Type: image/png\r\n\r\n"
        return Array(head.utf8) + file + Array("\r\n--b0undary--\r\n".utf8)
    }
}
