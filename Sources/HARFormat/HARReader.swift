package import ExchangeModel

/// What a HAR file held. Raw: it goes through redaction before anything is kept.
package struct HARImport: Sendable {
    package let exchanges: [Exchange]
    package let warnings: [HARWarning]
    /// The program that wrote the file, with its version, as the file says; hostile until shown safely.
    package let creator: String
    /// Where the file is damaged or cut off; nil where it is whole.
    package let damage: HARError?
    /// What a flow file asks for; empty for others.
    package let variables: [HARVariable]

    package init(
        exchanges: [Exchange],
        warnings: [HARWarning],
        creator: String,
        damage: HARError? = nil,
        variables: [HARVariable] = []
    ) {
        self.exchanges = exchanges
        self.warnings = warnings
        self.creator = creator
        self.damage = damage
        self.variables = variables
    }
}

/// Reads HAR 1.2 as browsers and tools really write it: with a byte order mark, fractions of milliseconds, nulls,
/// status 0, versions like `h3`, missing sizes and timings.
///
/// `HARStream` does the same for a text that is not in memory.
package enum HARReader {
    /// - Throws: `HARError` where the file is not whole; `salvage` gives what came before the damage.
    package static func read(_ bytes: [UInt8]) throws(HARError) -> HARImport {
        let found = readAll(bytes)
        if let damage = found.damage { throw damage }
        return found
    }

    /// The entries that come whole before the place where the file is damaged or cut off, with that place as
    /// `damage`; nil if there is none.
    package static func salvage(_ bytes: [UInt8]) -> HARImport? {
        let found = readAll(bytes)
        guard let damage = found.damage, damage.wholeEntries > 0 else {
            return found.damage == nil ? found : nil
        }
        let entry = damage.entry ?? damage.wholeEntries
        let warning = HARWarning(entry: entry, message: "the file is damaged here; what follows is left out")
        return HARImport(
            exchanges: found.exchanges,
            warnings: found.warnings + [warning],
            creator: found.creator,
            damage: damage,
            variables: found.variables
        )
    }

    private static func readAll(_ bytes: [UInt8]) -> HARImport {
        var stream = HARStream()
        let exchanges = stream.read(bytes)
        var damage: HARError?
        do throws(HARError) {
            try stream.finish()
        } catch {
            damage = error
        }
        return HARImport(
            exchanges: exchanges,
            warnings: stream.warnings,
            creator: stream.creator,
            damage: damage,
            variables: stream.variables
        )
    }
}
