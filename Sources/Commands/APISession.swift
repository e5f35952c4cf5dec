import CaptureStore
import ExchangeModel
import KadenceAPI
import Playback
import Recording
import Redaction
import ReplayPlan
import Wire

/// Everything a command needs to make calls of its own: signed in, recorded, guarded, with the quota in view.
struct APISession: Sendable {
    let endpoints: Endpoints
    let caller: Caller
    let replayer: Replayer
    let signIn: SignIn
    /// Makes the calls of a live check.
    let liveWalk: LiveWalk
    private let wire: WireClient

    /// - Parameters:
    ///   - writes: operations that may go out although their method writes.
    ///   - undoes: those that may besides, to take back what a run has written.
    ///   - keepsState: whether token and quota are shared with other runs on this machine.
    static func open(
        _ endpoints: Endpoints,
        _ credentials: Credentials,
        in workspace: Workspace,
        writes: WriteGuard,
        undoes: WriteGuard = WriteGuard(),
        trust: String? = nil,
        keepsState: Bool = true
    ) throws -> APISession {
        let (wire, client) = try workspace.recordingClient(trust: trust)
        let departure = DepartureGuard(client: client, writes: writes, undoes: undoes)
        let folder = keepsState ? StateFolder(environment: workspace.settings.environment) : nil
        let signIn = SignIn(
            credentials: credentials,
            endpoints: endpoints,
            departure: departure,
            secrets: workspace.secrets,
            cache: folder.map { TokenCache(folder: $0) }
        )
        let ledger = folder.map { QuotaLedger(folder: $0, endpoints: endpoints, identifier: credentials.identifier) }
        let caller = Caller(departure: departure, signIn: signIn, ledger: ledger)
        let replayer = Replayer(
            caller: caller,
            departure: departure,
            captures: workspace.captures,
            keys: workspace.keys,
            ledger: ledger
        )
        let liveWalk = LiveWalk(client: client, signIn: signIn, ledger: ledger)
        return APISession(
            endpoints: endpoints,
            caller: caller,
            replayer: replayer,
            signIn: signIn,
            liveWalk: liveWalk,
            wire: wire
        )
    }

    func close() async { await wire.shutdown() }
}
