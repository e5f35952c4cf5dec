package import CaptureStore
package import Redaction
package import ReplayPlan

/// Finds the value of what no earlier answer gives: the one sealed on this machine, or one given by name.
package struct ValueResolver: Sendable {
    let captures: any CaptureRepository
    let keys: RedactionKeys
    /// By a variable's name, or by stand-in.
    let values: [String: [UInt8]]

    /// - Parameters:
    ///   - captures: where sealed values are.
    ///   - keys: what they are sealed with.
    ///   - values: those given, by a variable's name or by stand-in; the environment's before those of `reprise.yml`.
    package init(captures: any CaptureRepository, keys: RedactionKeys, values: [String: [UInt8]]) {
        self.captures = captures
        self.keys = keys
        self.values = values
    }

    /// A stand-in's value: the sealed one, or one given. Another value: one given, or the recorded one. Nil where nothing
    /// gives it.
    package func value(of variable: FlowVariable) -> [UInt8]? {
        if let standIn = variable.standIn {
            return sealed(variable.recorded) ?? values[standIn] ?? given(variable.name)
        }
        return given(variable.name) ?? variable.defaultValue
    }

    /// A value given by name, whose case need not be the same.
    private func given(_ name: String) -> [UInt8]? {
        if let value = values[name] { return value }
        let small = name.lowercased()
        return values.filter { $0.key.lowercased() == small }.min { $0.key < $1.key }?.value
    }

    /// A sealed value that can't be read or opened is a missing one; the run says which.
    private func sealed(_ standIn: [UInt8]) -> [UInt8]? {
        guard let sealed = try? captures.sealedValue(for: standIn) else { return nil }
        return try? keys.open(sealed)
    }
}
