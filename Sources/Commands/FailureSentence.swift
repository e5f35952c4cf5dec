import APIDocument
import CaptureStore
import ContractCheck
import KadenceAPI
import Recording
import Simulator
import SupportReport
import Wire

/// Turns what the rooms throw into the sentence, the remedy and the exit code of a command.
enum FailureSentence {
    static func make(_ error: any Error) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case let error as StoreError:
            CommandFailure("\(error.path): \(error.reason)", remedy: error.remedy, status: .notEvaluated)
        case let error as FilterError: CommandFailure("\(error)", status: .usage)
        case let error as ListenAddress.Fault: CommandFailure("\(error)", status: .usage)
        case let error as SimulatorError: CommandFailure("\(error)", status: .usage)
        case let error as ReverseProxyError: CommandFailure("\(error)", status: .usage)
        case let error as EndpointError: CommandFailure("\(error)", status: .usage)
        case let error as SignInProblem: CommandFailure(error.sentence, remedy: error.remedy, status: .inconclusive)
        case let error as ReportError:
            if case .leak = error {
                CommandFailure(
                    "\(error)",
                    remedy: "record the call again with the secret in the environment, so that redaction knows it",
                    status: .leak
                )
            } else {
                CommandFailure("\(error)", status: .notEvaluated)
            }
        default: CommandFailure("\(error)", status: .notEvaluated)
        }
    }
}
