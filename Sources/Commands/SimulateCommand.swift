import ArgumentParser
import Foundation
import KadenceAPI
import Simulator
import Wire

struct SimulateCommand: RepriseCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "A stand-in Kadence API on this machine, for tests and for trying things out.",
        discussion: """
            It prints the key and the addresses to use, as lines that a shell can read: with `set -a` they are the settings of \
            every other command. Its faults, if any, come from a \
            YAML file; all conditions under `when` must hold, and a rule without any meets every call:

              seed: 27
              faults:
                - name: sick-node
                  when:
                    operation: GET /v1/public/bookings/{id}
                    probability: 0.3
                  then:
                    status: 503
                    description: Upstream unavailable

            when: operation (GET /v1/public/bookings, or its id, listBookings), method, path (* for any text), page (a \
            number, or atLeast, atMost), node (node-1 to node-3), tokenAge (seconds: atLeast, atMost), connection (new \
            or reused), requests (from, to), concurrency (at least so many calls under way at once, this one among \
            them), after (a list of operations that the same token has called with success since its last call of \
            this rule's own operation), every (each n-th), probability, seed
            then: status (400 to 599; 429 shows an exhausted quota), title, description, delay (ms), truncate (bytes), \
            reset (true), wrongType (a JSON Pointer), missing (a JSON Pointer)

            Breaks of the contract in answers that are fine otherwise, also under then: set (pointer, value), rename \
            (pointer, to), answerStatus (200 to 399, the body kept), contentType, breakJSON (true), dropHeader (name), \
            setHeader (name, value), repeatMember (true: a page begins with the last member of the one before), \
            addToTotal (to hydra:totalItems), ignoreFilter (a name in the query), reverseOrder (true). set, rename, \
            dropHeader, setHeader and ignoreFilter also take a list:

              faults:
                - when: { operation: listBookings }
                  then: { set: { pointer: /hydra:member/0/status, value: mislaid } }
                - when: { operation: getUser, every: 2 }
                  then: { dropHeader: X-WX-Trace }

            Quota headers that mislead a client, and a failure that three earlier calls bring about:

              faults:
                - then: { setHeader: { name: X-RateLimit-Retry-After, value: 596505600 } }
                - when: { operation: listSpaces, page: { atLeast: 4 } }
                  then: { status: 500 }
                - when: { operation: getBooking, after: [listUsers, listFloors, getBuilding] }
                  then: { status: 500 }
                - when: { concurrency: 2 }
                  then: { status: 503 }
                - then: { delay: 50 }
            """
    )

    @Option(help: ArgumentHelp("Where to listen; loopback only. Port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:8089"

    @Option(help: ArgumentHelp("What goes wrong and when, YAML.", valueName: "file"))
    var faults: String?

    @Option(help: "The data set's seed; the same seed gives the same data.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Calls in one window of the quota.", valueName: "calls"))
    var quota = 2_500

    @Option(
        help: ArgumentHelp("How long a window of the quota is; it begins at a multiple of it.", valueName: "seconds")
    )
    var quotaWindow = 3_600

    func execute(_ console: Console) async throws -> ExitStatus {
        let address = try ListenAddress.parse(listen)
        guard quota >= 0 else {
            throw CommandFailure("--quota \(quota) makes no sense", remedy: "use 0 or more", status: .usage)
        }
        guard (1...SimulatorOptions.longestQuotaWindow).contains(quotaWindow) else {
            throw CommandFailure(
                "--quota-window \(quotaWindow) makes no sense",
                remedy: "use 1 to \(SimulatorOptions.longestQuotaWindow) seconds",
                status: .usage
            )
        }
        var behaviour = SimulatorOptions()
        behaviour.quotaLimit = quota
        behaviour.quotaWindow = quotaWindow
        let plan: FaultPlan
        if let faults {
            do {
                plan = try FaultPlan.parse(try AtomicFile.read(faults))
            } catch let error as FaultPlanError {
                throw CommandFailure(
                    "\(faults): \(error)",
                    remedy: "correct that line",
                    status: .usage
                )
            }
        } else {
            plan = .none
        }
        let server = try await SimulatedKadence.start(
            listen: (address.host, address.port),
            faults: plan,
            seed: seed,
            options: behaviour
        )
        console.out("KADENCE_API_KEY_IDENTIFIER=" + String(decoding: server.credentials.identifier, as: UTF8.self))
        console.out("KADENCE_API_KEY_SECRET=" + String(decoding: server.credentials.secret, as: UTF8.self))
        console.out("REPRISE_BASE_URL=" + server.apiBase)
        console.out("REPRISE_AUTH_URL=" + server.authBase)
        console.talk("  a stand-in Kadence API listens on \(server.apiBase) · Ctrl-C to stop")
        await untilCancelled()
        await server.stop()
        console.talk("  stopped")
        return .fine
    }
}

/// Returns when the task is cancelled, which is what Ctrl-C does.
func untilCancelled() async {
    while !Task.isCancelled {
        // Cancellation wakes the sleeper at once; the length only bounds how often it looks otherwise.
        try? await Task.sleep(for: .seconds(3_600))
    }
}
