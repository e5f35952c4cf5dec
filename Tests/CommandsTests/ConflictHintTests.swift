import Testing

/// A booking that was made when the flow was recorded stands in the way of the same one today.
@Suite(.serialized) struct ConflictHintTests {
    private static let create = "POST /v1/public/bookings"

    private func bench(_ status: Int, recorded: Int = 201, path: String = "/v1/public/bookings") async throws
        -> ReplayBench
    {
        let bench = try await ReplayBench(
            faults: "faults: [{ when: { path: \(path), method: POST }, then: { status: \(status) } }]"
        )
        #expect(try await bench.store([bench.entry(path, "POST", status: recorded, body: "{}")]).status == 0)
        return bench
    }

    private func hints(_ result: Program.Result) -> [String] {
        result.talk.split(separator: "\n").map(String.init).filter { $0.hasPrefix("  hint: ") }
    }

    @Test(arguments: [409, 422]) func itIsSaidInOneLine(_ status: Int) async throws {
        let bench = try await bench(status)
        let command = ["replay", "1", "--times", "2", "--allow-write", Self.create] + bench.endpoint
        let start = "  hint: POST /v1/public/bookings was refused with \(status): the recorded booking may still stand"
        let shift = "--shift-dates asks for a later day"
        let undo = "--undo takes back what an attempt wrote"
        for (flags, end) in [
            ([], ": \(shift), \(undo)"), (["--undo"], ": " + shift), (["--shift-dates"], ": " + undo),
            (["--undo", "--shift-dates"], ""),
        ] {
            let result = try await bench.run(command + flags)
            #expect(result.status == 1, "\(result.talk)")
            #expect(hints(result) == [start + end], "\(result.talk)")
        }
        await bench.stop()
    }

    @Test func nothingIsSaidOfOtherTrouble() async throws {
        for (status, recorded) in [(500, 201), (404, 201), (422, 422)] {
            let bench = try await bench(status, recorded: recorded)
            let result = try await bench.replay("1", "--times", "1", "--allow-write", Self.create)
            #expect(result.status == 1 && hints(result).isEmpty, "\(result.talk)")
            await bench.stop()
        }
    }

    @Test func anotherWriteIsNoBooking() async throws {
        let bench = try await bench(409, path: "/v1/public/bookings/01M7DDARQ0274YTB0Y0C67VQVY/check-in")
        let result = try await bench.replay(
            "1",
            "--times",
            "1",
            "--allow-write",
            "POST /v1/public/bookings/{id}/check-in"
        )
        #expect(
            hints(result) == [
                "  hint: POST /v1/public/bookings/{id}/check-in was refused with 409: what was recorded may still be in "
                    + "force: --undo takes back what an attempt wrote"
            ],
            "\(result.talk)"
        )
        await bench.stop()
    }
}
