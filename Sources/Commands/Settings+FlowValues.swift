extension Settings {
    /// `REPRISE_VALUE_name=…` gives a value for what was redacted and no earlier answer supplies.
    func flowValues() throws(CommandFailure) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for (name, value) in environment where name.hasPrefix("REPRISE_VALUE_") {
            result[String(name.dropFirst("REPRISE_VALUE_".count))] = Array(value.utf8)
        }
        return result
    }
}
