import CaptureStore
import ExchangeModel
import Foundation
import KadenceAPI
import Playback
import Recording
import Redaction
import Wire

/// What most commands need at hand: settings, the open store, its keys, and every secret this machine knows.
struct Workspace: Sendable {
    let settings: Settings
    let captures: any CaptureRepository
    let keys: RedactionKeys
    let secrets: KnownSecrets
    let redactor: Redactor
    let storePath: String

    /// Opens the store, and makes it where it is not there yet.
    ///
    /// - Parameter creating: whether a store that isn't there is made; a command that only reads says so instead.
    /// - Throws: `CommandFailure`, or the store's own error.
    static func open(_ options: StoreOptions, creating: Bool = true) async throws -> Workspace {
        let settings = try await Settings(file: options.config)
        let path = settings.storePath(options)
        if !creating, access(path, F_OK) != 0, errno != EACCES {
            throw CommandFailure(
                "there are no captures yet: \(path) does not exist",
                remedy: "record some with `reprise proxy --reverse URL` or `reprise call GET /v1/public/buildings`, "
                    + "or name another file with --store",
                status: .usage
            )
        }
        return try open(path: path, settings: settings)
    }

    /// As `open`, for commands that only read what the arguments name: where these are all files and there is no store
    /// yet, none is made, so that a check in CI leaves nothing behind and needs no folder it may write to.
    static func open(_ options: StoreOptions, for selection: [String]) async throws -> Workspace {
        let settings = try await Settings(file: options.config)
        let path = settings.storePath(options)
        let onlyFiles = !selection.isEmpty && selection.allSatisfy { CaptureSelection.range($0) == nil }
        guard onlyFiles, access(path, F_OK) != 0, errno == ENOENT else {
            return try open(path: path, settings: settings)
        }
        let secrets = knownSecrets(settings)
        let keys = RedactionKeys.ephemeral()
        return Workspace(
            settings: settings,
            captures: InMemoryCaptures(),
            keys: keys,
            secrets: secrets,
            redactor: Redactor(keys: keys, secrets: secrets),
            storePath: path
        )
    }

    /// Opens the store at this path.
    static func open(path: String, settings: Settings) throws -> Workspace {
        let folder = (path as NSString).deletingLastPathComponent
        let keys = try KeyFile.loadOrCreate(at: (folder.isEmpty ? "." : folder) + "/key")
        let secrets = knownSecrets(settings)
        let redactor = Redactor(keys: keys, secrets: secrets)
        let captures = try SQLiteCaptures.open(path: path, redactor: redactor)
        return Workspace(
            settings: settings,
            captures: captures,
            keys: keys,
            secrets: secrets,
            redactor: redactor,
            storePath: path
        )
    }

    /// Both variables count as secrets wherever they turn up, even if only one is set.
    private static func knownSecrets(_ settings: Settings) -> KnownSecrets {
        let secrets = KnownSecrets()
        for name in ["KADENCE_API_KEY_IDENTIFIER", "KADENCE_API_KEY_SECRET"] {
            let value = settings.environment[name] ?? ""
            if !value.isEmpty {
                secrets.add(Array(value.utf8), kind: name.hasSuffix("SECRET") ? "secret" : "identifier")
            }
        }
        return secrets
    }

    /// Looks for secrets in what is about to leave: those of this run, and those of earlier ones by fingerprint.
    func gate() throws -> LeakScanner {
        LeakScanner(secrets: secrets, keys: keys, fingerprints: try captures.fingerprints())
    }

    /// Lets bytes out, or says what was found.
    ///
    /// - Throws: `CommandFailure` with status `leak`.
    func passed(_ bytes: [UInt8], name: String) throws -> [UInt8] {
        let leaks = try gate().scan(bytes, name: name)
        guard leaks.isEmpty else {
            throw CommandFailure(
                "a secret was found in \(name), so it was not written: "
                    + leaks.prefix(5).map { "\($0.kind) at byte \($0.offset)" }.joined(separator: ", "),
                remedy: "record the call again with the secret in the environment, so that redaction knows it",
                status: .leak
            )
        }
        return bytes
    }

    /// Keeps, as keyed fingerprints, the secrets this run has seen, so that later runs can find them.
    func rememberSecrets() throws {
        try captures.remember(fingerprints: secrets.fingerprints(under: keys))
    }

    /// A client that records what it sends.
    func recordingClient(trust: String?) throws -> (wire: WireClient, recording: RecordingClient) {
        var options = WireClientOptions()
        options.maxBody = try settings.bodyLimit() ?? options.maxBody
        options.additionalTrustRootsPEM = try trustRoots(trust)
        let wire = WireClient(options: options)
        return (wire, RecordingClient(client: wire, redactor: redactor, sink: captures, keys: keys))
    }

    /// The certificate authorities to trust beside the system's.
    func trustRoots(_ named: String?) throws(CommandFailure) -> [UInt8]? {
        guard let path = named ?? settings.string("trust") else { return nil }
        return try AtomicFile.read(path)
    }

    /// The capture with this number.
    ///
    /// - Throws: `CommandFailure` where there is none.
    func capture(_ number: Int) throws -> Capture {
        guard let capture = try captures.capture(number) else {
            throw CommandFailure(
                "there is no capture \(number) in \(storePath)",
                remedy: "`reprise list` shows what there is",
                status: .usage
            )
        }
        return capture
    }
}
