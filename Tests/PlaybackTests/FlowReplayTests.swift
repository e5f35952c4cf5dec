import CaptureStore
import Deflate
import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import Redaction
import ReplayPlan
import Testing

/// Flows as curl makes them, recorded through the reverse proxy, stored, and repeated on a day when the API gives other
/// ids: what the server is sent then.
@Suite(.serialized) struct FlowReplayTests {
    private static let old = FlowStage.old
    private static let new = FlowStage.new

    /// What must be the same whatever the day: the recorded requests with today's id in place of the old one.
    private func expectSame(
        _ stage: FlowStage,
        _ sent: [LoopbackServer.Request],
        _ run: ReplayRun,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let recorded = Array(stage.bench.calls.prefix(sent.count))
        #expect(run.stoppedBecause == nil && !sent.isEmpty, sourceLocation: sourceLocation)
        #expect(stage.bench.calls.count == 2 * sent.count, sourceLocation: sourceLocation)
        for (before, now) in zip(recorded, sent) {
            func today(_ text: String) -> String { text.replacingOccurrences(of: Self.old, with: Self.new) }
            #expect(now.method == before.method, sourceLocation: sourceLocation)
            #expect(now.target == today(before.target), sourceLocation: sourceLocation)
            #expect(now.body == today(before.body), sourceLocation: sourceLocation)
            for name in ["content-type", "accept", "if-match"] {
                #expect(now.headers[name] == before.headers[name].map(today), "\(name)", sourceLocation: sourceLocation)
            }
            #expect(now.headers["authorization"] == "Bearer \(Bench.token)", sourceLocation: sourceLocation)
            #expect(now.headers["content-length"] ?? "0" == "\(now.bytes.count)", sourceLocation: sourceLocation)
        }
    }

    @Test func aRedirectIsFollowedToTodaysAddress() async throws {
        let stage = try FlowStage { request, id in
            if request.target == "/v1/public/bookings/latest" {
                return .json("", status: 302, headers: ["Location": "/v1/public/bookings/\(id)?from=latest"])
            }
            return .json(#"{"id":"\#(id)"}"#)
        }
        let exchanges = try await stage.record([["-L", "{base}/v1/public/bookings/latest"]])
        guard let exchanges else { return }
        #expect(exchanges.map { $0.response?.status } == [302, 200])
        let (run, sent) = try await stage.replay(exchanges)
        expectSame(stage, sent, run)
        #expect(sent.last?.target == "/v1/public/bookings/\(Self.new)?from=latest")
    }

    @Test func aRedirectNeverLeadsToAnotherHost() async throws {
        let other = try LoopbackServer { _, _ in .json("{}") }
        defer { other.stop() }
        let stage = try FlowStage { request, id in
            guard request.target == "/v1/public/bookings/latest" else { return .json("{}") }
            let host = id == Self.new ? other.base : ""
            return .json("", status: 302, headers: ["Location": "\(host)/v1/public/bookings/\(id)"])
        }
        let exchanges = try await stage.record([["-L", "{base}/v1/public/bookings/latest"]])
        guard let exchanges else { return }
        let (_, sent) = try await stage.replay(exchanges)
        #expect(other.requests.isEmpty)
        #expect(sent.map(\.target) == ["/v1/public/bookings/latest", "/v1/public/bookings/\(Self.new)"])
    }

    @Test func anIdComesOutOfACompressedAnswer() async throws {
        let stage = try FlowStage { request, id in
            let body = Array(
                #"{"hydra:member":[{"id":"\#(id)","note":"\#(String(repeating: "x", count: 500))"}]}"#.utf8
            )
            guard request.target == "/v1/public/bookings" else { return .json("{}") }
            var answer = LoopbackServer.Answer.json("", headers: ["Content-Encoding": "gzip"])
            answer.bytes = try? Compression.compress(body, as: .gzip)
            return answer
        }
        let calls = [
            ["--compressed", "{base}/v1/public/bookings"], ["{base}/v1/public/bookings/\(Self.old)?embed=user"],
        ]
        guard let exchanges = try await stage.record(calls) else { return }
        let (run, sent) = try await stage.replay(exchanges)
        expectSame(stage, sent, run)
        #expect(sent.last?.target == "/v1/public/bookings/\(Self.new)?embed=user")
    }

    /// The request's body leaves plain, whatever coding it had: its length says so, and the coding is not claimed.
    @Test func aCompressedRequestLeavesWithTodaysId() async throws {
        let stage = try FlowStage { request, id in
            request.method == "GET" ? .json(#"{"id":"\#(id)"}"#) : .json("{}", status: 201)
        }
        let plain = #"{"spaceId":"\#(Self.old)","note":"ü"}"#
        let calls = [
            ["{base}/v1/public/spaces"],
            [
                "-H", "Content-Type: application/json", "-H", "Content-Encoding: gzip", "--data-binary", "@body.gz",
                "{base}/v1/public/bookings",
            ],
        ]
        let file = try Compression.compress(Array(plain.utf8), as: .gzip)
        guard let exchanges = try await stage.record(calls, files: ["body.gz": file]) else { return }
        #expect(stage.bench.calls.last?.bytes == file, "recording changed the traffic")
        let (run, sent) = try await stage.replay(exchanges, allowed: ["POST /v1/public/bookings"])
        #expect(run.stoppedBecause == nil)
        let last = try #require(sent.last)
        #expect(last.headers["content-encoding"] == nil)
        #expect(last.body == plain.replacingOccurrences(of: Self.old, with: Self.new))
        #expect(last.headers["content-length"] == "\(last.bytes.count)")
        #expect(last.headers["content-type"] == "application/json")
    }

    @Test func aFileIsUploadedAgainByteForByte() async throws {
        let stage = try FlowStage { request, id in
            request.method == "GET" ? .json(#"{"id":"\#(id)"}"#) : .json("{}", status: 201)
        }
        // Line breaks, hyphens and bytes that are no text, as pictures have them.
        var photo = Array("\u{89}PNG\r\n--------\r\n\r\n--".utf8) + (0...255).map { UInt8($0) }
        photo += [0, 0, 0x0D, 0x0A]
        let calls = [
            ["{base}/v1/public/users"],
            [
                "-F", "userId=\(Self.old)", "-F", "file=@photo.png;type=image/png;filename=desk.png",
                "{base}/v1/public/users/\(Self.old)/photo",
            ],
        ]
        guard let exchanges = try await stage.record(calls, files: ["photo.png": photo]) else { return }
        let before = try #require(stage.bench.calls.last)
        let (run, sent) = try await stage.replay(exchanges, allowed: ["POST /v1/public/users/{id}/photo"])
        #expect(run.stoppedBecause == nil, "\(run.stoppedBecause ?? "")")
        let last = try #require(sent.last)
        #expect(last.target == "/v1/public/users/\(Self.new)/photo")
        #expect(last.headers["content-type"] == before.headers["content-type"])
        // Ids have the same length, so only those bytes differ.
        let oldID = Array(Self.old.utf8)
        let at = try #require(before.bytes.firstRange(of: oldID))
        var expected = before.bytes
        expected.replaceSubrange(at, with: Array(Self.new.utf8))
        #expect(last.bytes == expected)
        #expect(last.bytes.firstRange(of: photo) != nil)
    }

    @Test func anIdComesOutOfACellOfATable() async throws {
        let stage = try FlowStage { request, id in
            guard request.target == "/v1/public/bookings" else { return .json("{}") }
            let table = "status,id,note\r\nbooked,\"\(id)\",\"a, \"\"b\"\"\"\r\nbooked,01M7DDARQ0274YTB0Y0C67VQZZ,\r\n"
            return .init(headers: ["Content-Type": "text/csv; charset=utf-8"], body: table)
        }
        let calls = [
            ["-H", "Accept: text/csv", "{base}/v1/public/bookings"],
            ["-H", "Accept: application/ld+json", "{base}/v1/public/bookings/\(Self.old)"],
        ]
        guard let exchanges = try await stage.record(calls) else { return }
        let (run, sent) = try await stage.replay(exchanges)
        expectSame(stage, sent, run)
        #expect(sent.last?.target == "/v1/public/bookings/\(Self.new)")
    }

    /// The tag of today's answer makes the change conditional, and the patch names today's relation.
    @Test func aPatchIsConditionalOnTodaysTag() async throws {
        let stage = try FlowStage { request, id in
            guard request.method == "GET" else { return .json("{}") }
            return .json(#"{"@id":"/v1/public/users/\#(id)","id":"\#(id)"}"#, headers: ["ETag": "\"v1-\(id)\""])
        }
        let calls = [
            ["{base}/v1/public/users/me"],
            [
                "-X", "PATCH", "-H", "Content-Type: application/merge-patch+json", "-H", "If-Match: \"v1-\(Self.old)\"",
                "-d", #"{ "homeFloor" : null, "self":"/v1/public/users/\#(Self.old)" }"#,
                "{base}/v1/public/users/\(Self.old)",
            ],
        ]
        guard let exchanges = try await stage.record(calls) else { return }
        let (run, sent) = try await stage.replay(exchanges, allowed: ["PATCH /v1/public/users/{id}"])
        expectSame(stage, sent, run)
        #expect(sent.last?.headers["if-match"] == "\"v1-\(Self.new)\"")
        #expect(sent.last?.body == #"{ "homeFloor" : null, "self":"/v1/public/users/\#(Self.new)" }"#)
    }

    @Test func theNextPageIsTodays() async throws {
        let stage = try FlowStage { request, id in
            guard !request.target.contains("cursor=") else { return .json(#"{"hydra:member":[]}"#) }
            let next = "/v1/public/bookings?itemsPerPage=10&cursor=\(id)%3D%3D&order%5BstartDate%5D=asc"
            return .json(#"{"hydra:member":[],"hydra:view":{"hydra:next":"\#(next)"}}"#)
        }
        let calls = [
            ["{base}/v1/public/bookings?itemsPerPage=10"],
            ["-g", "{base}/v1/public/bookings?itemsPerPage=10&cursor=\(Self.old)%3D%3D&order%5BstartDate%5D=asc"],
        ]
        guard let exchanges = try await stage.record(calls) else { return }
        let (run, sent) = try await stage.replay(exchanges)
        expectSame(stage, sent, run)
        #expect(sent.last?.target.contains("cursor=\(Self.new)%3D%3D") == true)
    }

    /// Whatever today's answer holds where the recorded one had an id: nothing leaves but a request to the same
    /// operation, or none.
    @Test(
        arguments: [
            "..", ".", "../../oauth2/token", "a/b", "a?b=c", "a#b", "//evil.example/x", "http://evil.example/",
            "%2e%2e", "a\\r\\nX-Own: b", "a\\u0000b", "\\u0000", "", " ", "a b", "\\u202e", "é",
            "huge",
        ]
    )
    func aHostileIdStaysInItsPlace(_ name: String) async throws {
        let id = name == "huge" ? String(repeating: "a", count: 1 << 20) : name
        let stage = try FlowStage { request, day in
            .json(#"{"id":"\#(day == Self.old ? day : id)"}"#)
        }
        let bench = stage.bench
        let headers: HeaderList = ["Authorization": "Bearer old-token-0a1b2c3d4e5f", "If-Match": "\"v1-\(Self.old)\""]
        let answer = #"{"id":"\#(Self.old)"}"#
        let exchanges = [
            recorded(bench.server.base, "GET", "/v1/public/bookings/latest", responseBody: answer),
            recorded(
                bench.server.base,
                "GET",
                "/v1/public/bookings/\(Self.old)?user=\(Self.old)",
                headers: headers,
                responseBody: answer
            ),
        ].map(bench.redactor.redact)
        let (run, sent) = try await stage.replay(exchanges)
        #expect(sent.first?.target == "/v1/public/bookings/latest")
        #expect(sent.count <= 2)
        if let last = sent.dropFirst().first {
            // In one segment and one parameter, whatever it holds.
            let parts = last.target.split(separator: "?", omittingEmptySubsequences: false)
            #expect(parts.count == 2)
            #expect(parts[0].split(separator: "/", omittingEmptySubsequences: false).count == 5, "\(last.target)")
            #expect(parts[0].hasPrefix("/v1/public/bookings/") && parts[1].hasPrefix("user="))
            #expect(!parts[1].contains("&"))
            let segment = parts[0].split(separator: "/").last ?? ""
            #expect(!["", ".", "..", "%2e%2e", "%2E%2E"].contains(segment), "\(last.target)")
            #expect(last.headers["if-match"]?.hasPrefix("\"v1-") == true && last.headers["x-own"] == nil)
            #expect(last.headers["host"] == bench.server.base.replacingOccurrences(of: "http://", with: ""))
        } else {
            let attempt = try #require(run.attempts.first)
            guard case .inconclusive(.earlierStepFailed(let reason)) = attempt.outcome else {
                Issue.record("\(attempt.outcome)")
                return
            }
            #expect(reason.contains("answer to step 1"))
        }
        #expect(run.attempts.count == 1)
    }

    /// The same for a whole address that an answer gives.
    @Test(
        arguments: [
            "http://evil.example/v1/public/bookings?cursor=b", "//evil.example/x", "javascript:alert(1)", "/\\r\\nX: y",
            "/v1/\\u0000", "http://user:pass@evil.example/x/y", "/../../oauth2/token", "?x=1", "",
        ]
    )
    func aHostileNextPageStaysAtTheAPI(_ next: String) async throws {
        let first = "/v1/public/bookings?cursor=\(Self.old)"
        let stage = try FlowStage { request, day in
            .json(#"{"hydra:view":{"hydra:next":"\#(day == Self.old ? first : next)"}}"#)
        }
        let bench = stage.bench
        let exchanges = [
            recorded(
                bench.server.base,
                "GET",
                "/v1/public/bookings",
                responseBody: #"{"hydra:view":{"hydra:next":"\#(first)"}}"#
            ), recorded(bench.server.base, "GET", first, responseBody: "{}"),
        ].map(bench.redactor.redact)
        let (run, sent) = try await stage.replay(exchanges)
        #expect(sent.count <= 2)
        for request in sent {
            #expect(request.headers["host"] == bench.server.base.replacingOccurrences(of: "http://", with: ""))
            #expect(request.headers["x"] == nil)
            #expect(request.target.hasPrefix("/"))
            #expect(request.method == "GET")
        }
        if sent.count == 1 { #expect(run.frequency.inconclusive == 1) }
    }

    @Test func anAnswerWithoutTheValueMakesTheRestInconclusive() async throws {
        let stage = try FlowStage { request, day in
            if day == Self.old { return .json(#"{"id":"\#(day)"}"#) }
            return request.target.hasSuffix("latest") ? .json(#"{"hydra:member":[]}"#) : .json("{}")
        }
        let bench = stage.bench
        let exchanges = [
            recorded(bench.server.base, "GET", "/v1/public/bookings/latest", responseBody: #"{"id":"\#(Self.old)"}"#),
            recorded(bench.server.base, "GET", "/v1/public/bookings/\(Self.old)"),
            recorded(bench.server.base, "GET", "/v1/public/bookings/\(Self.old)/history", status: 503),
        ].map(bench.redactor.redact)
        var options = ReplayOptions()
        options.times = 2
        let (run, sent) = try await stage.replay(exchanges, options: options)
        #expect(sent.map(\.target) == Array(repeating: "/v1/public/bookings/latest", count: 2))
        #expect(run.frequency.counted == 0 && run.frequency.inconclusive == 2)
        #expect(
            run.attempts.first?.outcome
                == .inconclusive(.earlierStepFailed("nothing at /id in the answer to step 1"))
        )
    }

    /// Behind a shared front another name would lead the token to another site.
    @Test func theHostIsThatOfTheAddress() async throws {
        let stage = try FlowStage { _, _ in .json("{}") }
        let bench = stage.bench
        let headers: HeaderList = ["Authorization": "Bearer old-token-0a1b2c3d4e5f", "Host": "evil.example"]
        let exchange = bench.redactor.redact(recorded(bench.server.base, headers: headers))
        let (_, sent) = try await stage.replay([exchange])
        #expect(sent.map { $0.headers["host"] } == [bench.server.base.replacingOccurrences(of: "http://", with: "")])
    }

    /// A call that was meant for another host does not end up at the API because the control proxy leads there.
    @Test func onlyCallsToTheAPIGoThroughTheControlProxy() async throws {
        let other = try LoopbackServer { _, _ in .json("{}") }
        let control = try LoopbackServer { _, _ in .json("{}") }
        defer {
            other.stop()
            control.stop()
        }
        let stage = try FlowStage { _, _ in .json("{}") }
        let exchanges = [
            recorded(other.base, headers: [:]), recorded(stage.bench.server.base, "GET", "/v1/public/floors"),
        ].map(stage.bench.redactor.redact)
        var options = ReplayOptions(times: 2)
        options.control = URLParts(control.base)
        options.judge.failing = [.status(500...599)]
        let (run, sent) = try await stage.replay(exchanges, options: options)
        #expect(run.attempts.count == 2)
        #expect(other.requests.map(\.target) == ["/v1/public/buildings", "/v1/public/buildings"])
        #expect(sent.map(\.target) + control.requests.map(\.target) == ["/v1/public/floors", "/v1/public/floors"])
        #expect(control.requests.count == 1)
    }

    @Test func whatMayNotLeaveOrComeBackIsNamedWithoutValues() async throws {
        let stage = try FlowStage { _, _ in .json("{}", status: 201) }
        let address = "/v1/public/people/ada.lovelace%40example.com/badge"
        _ = try stage.bench.captures.append([
            .init(
                exchange: stage.bench.redactor.redact(recorded(stage.bench.server.base, "POST", address, status: 201))
            )
        ])
        let exchange = try #require(try stage.bench.captures.capture(1)).exchange
        let operation = operationLabel(method: "POST", url: exchange.request.url)
        var options = ReplayOptions()
        options.undoes = true
        #expect(!operation.contains("ada"))
        let (refused, none) = try await stage.replay([exchange], allowed: [operation], options: options)
        #expect(none.isEmpty && refused.refusal?.rule == .writes)
        #expect(refused.stoppedBecause?.contains("ada") == false)
        let (run, sent) = try await stage.replay([exchange], allowed: [operation, "POST " + address], options: options)
        #expect(sent.map(\.target) == [address])
        #expect(run.undone.map(\.operation) == [operation])
    }

    /// A store can hold anything.
    @Test(arguments: [Int.max, Int.min, 0, -1])
    func anAbsurdNumberOfAnAttemptIsNoEnd(_ index: Int) async throws {
        let stage = try FlowStage { _, _ in .json(#"{"hydra:member":[]}"#) }
        let exchange = stage.bench.redactor.redact(recorded(stage.bench.server.base))
        let target = try #require(ReplayTarget([(1, exchange)]))
        var record = RunRecord(
            id: "kept",
            startedAt: Timestamp(seconds: 1_795_455_062),
            title: "",
            selection: ["1"],
            about: 1,
            operation: "",
            options: [:],
            planned: 3
        )
        record.attempts = [
            Attempt(index: index, calls: [], outcome: .passed, startedAt: record.startedAt, traceID: nil)
        ]
        let run = await stage.bench.replayer().run(target, options: ReplayOptions(times: 3), resuming: record)
        #expect(run.attempts.count == 3)
    }
}
