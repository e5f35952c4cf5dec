import Configuration
import Foundation
import KadenceAPI
import SystemPackage

/// What flags, the environment and `reprise.yml` set, the strongest first.
///
/// In the environment each key stands with `REPRISE_` before it (`REPRISE_REGION`); in the file by itself (`region: us`).
struct Settings: Sendable {
    private let reader: ConfigReader
    /// The process's environment, with the API key from the credentials file where the environment has none.
    let environment: [String: String]

    private static let keyVariables = ["KADENCE_API_KEY_IDENTIFIER", "KADENCE_API_KEY_SECRET"]

    /// - Throws: `CommandFailure` if a file that was named is not there, or it isn't YAML.
    init(file: String?, environment: [String: String] = ProcessInfo.processInfo.environment)
        async throws(CommandFailure)
    {
        let path = file ?? environment["REPRISE_CONFIG"] ?? "reprise.yml"
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(
                environmentVariables: environment.filter { $0.key.hasPrefix("REPRISE_") }
            ).prefixKeys(with: "reprise")
        ]
        // A file that nobody named may be absent; one that was named must be there.
        let isOptional = file == nil && environment["REPRISE_CONFIG"] == nil
        if !isOptional || FileManager.default.fileExists(atPath: path) {
            let values = try SettingsKeys.read(path).map {
                (AbsoluteConfigKey([$0.key]), ConfigValue($0.value, isSecret: false))
            }
            providers.append(InMemoryProvider(name: path, values: Dictionary(uniqueKeysWithValues: values)))
        }
        let reader = ConfigReader(providers: providers)
        self.reader = reader
        for (name, _) in SettingsKeys.known {
            if let text = reader.string(forKey: ConfigKey(name)) { try SettingsKeys.check(name, text) }
        }
        guard let secretsPath = reader.string(forKey: "credentials-file") else {
            self.environment = environment
            return
        }
        self.environment = environment.merging(try await Settings.keyFile(secretsPath)) { inEnvironment, inFile in
            inEnvironment.isEmpty ? inFile : inEnvironment
        }
    }

    /// The API key from a file of `NAME=value` lines, under the names that the environment has for it.
    ///
    /// - Throws: `CommandFailure` if the file can't be read or names neither.
    private static func keyFile(_ path: String) async throws(CommandFailure) -> [String: String] {
        let remedy = "it holds lines like KADENCE_API_KEY_IDENTIFIER=… and KADENCE_API_KEY_SECRET=…"
        let variables: ConfigReader
        do {
            variables = ConfigReader(
                provider: try await EnvironmentVariablesProvider(environmentFilePath: FilePath(path))
            )
        } catch {
            throw CommandFailure("can't read the credentials file \(path): \(error)", remedy: remedy, status: .usage)
        }
        var found: [String: String] = [:]
        for name in keyVariables {
            let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
            found[name] = variables.string(forKey: key)
        }
        guard !found.isEmpty else {
            throw CommandFailure("the credentials file \(path) names no API key", remedy: remedy, status: .usage)
        }
        return found
    }

    func string(_ key: String) -> String? {
        reader.string(forKey: ConfigKey(key.split(separator: ".").map(String.init)))
    }
    func int(_ key: String) -> Int? { reader.int(forKey: ConfigKey(key.split(separator: ".").map(String.init))) }

    /// How many bytes of each body are kept: the setting `body-limit` in MiB, or nil for the usual 10 MiB.
    ///
    /// - Throws: `CommandFailure` for a limit outside 1 to 1,024.
    func bodyLimit() throws(CommandFailure) -> Int? {
        guard let limit = int("body-limit") else { return nil }
        guard (1...1_024).contains(limit) else {
            throw CommandFailure("body-limit \(limit) makes no sense", remedy: "use 1 to 1024, in MiB", status: .usage)
        }
        return limit << 20
    }

    /// The captures' file.
    func storePath(_ options: StoreOptions) -> String { options.store ?? string("store") ?? ".reprise/captures.sqlite" }

    /// The API that flags and settings name.
    ///
    /// - Throws: `CommandFailure` for an unknown region, half a pair of URLs, or both.
    func endpoints(_ options: EndpointOptions) throws(CommandFailure) -> Endpoints {
        let base = options.baseURL ?? (options.region == nil ? string("base-url") : nil)
        let auth = options.authURL ?? (options.region == nil ? string("auth-url") : nil)
        if options.region != nil, base != nil || auth != nil {
            throw CommandFailure(
                "--region and --base-url/--auth-url exclude each other",
                remedy: "use one or the other",
                status: .usage
            )
        }
        if base != nil || auth != nil {
            guard let base, let auth else {
                throw CommandFailure(
                    "--base-url and --auth-url belong together",
                    remedy: "name both: calls go to the one, the token comes from the other",
                    status: .usage
                )
            }
            do {
                return try Endpoints(apiBase: base, authBase: auth)
            } catch {
                throw CommandFailure("\(error)", status: .usage)
            }
        }
        do {
            return try Endpoints(region: Region.named(options.region ?? string("region") ?? Region.eu.rawValue))
        } catch {
            throw CommandFailure("\(error)", status: .usage)
        }
    }

    /// The API key from the environment or the credentials file, or nil where neither has one.
    ///
    /// - Throws: `CommandFailure` if only one of the two is there.
    func credentials() throws(CommandFailure) -> Credentials? {
        let identifier = environment["KADENCE_API_KEY_IDENTIFIER"] ?? ""
        let secret = environment["KADENCE_API_KEY_SECRET"] ?? ""
        if identifier.isEmpty && secret.isEmpty { return nil }
        guard !identifier.isEmpty, !secret.isEmpty else {
            throw CommandFailure(
                "\(identifier.isEmpty ? "KADENCE_API_KEY_IDENTIFIER" : "KADENCE_API_KEY_SECRET") is not set, its partner is",
                remedy: "set both; a Global Admin finds them in Kadence under Settings → API Keys",
                status: .usage
            )
        }
        return Credentials(identifier: Array(identifier.utf8), secret: Array(secret.utf8))
    }

    /// As `credentials`, where there is no way on without them.
    func requiredCredentials() throws(CommandFailure) -> Credentials {
        guard let credentials = try credentials() else {
            throw CommandFailure(
                "no credentials: KADENCE_API_KEY_IDENTIFIER and KADENCE_API_KEY_SECRET are not set",
                remedy:
                    "a Global Admin makes a key in Kadence under Settings → API Keys; export both variables, or put them in a file "
                    + "and name it with the setting credentials-file",
                status: .inconclusive
            )
        }
        return credentials
    }
}
