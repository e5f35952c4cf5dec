internal import ExchangeModel
package import JSONTree
package import YAMLTree

/// The waivers of a settings file.
package struct WaiverList: Sendable, Hashable {
    package let waivers: [Waiver]

    package static let empty = WaiverList(waivers: [])

    package init(waivers: [Waiver]) {
        self.waivers = waivers
    }

    /// Reads the key `waivers` of a settings file; a file without it has none.
    ///
    /// Each waiver is a mapping of `fingerprint`, or `rule` and perhaps `operation`, with `owner`, `reason` and
    /// `expires` (`YYYY-MM-DD`, the last day it holds).
    ///
    /// - Throws: everything that is wrong, each with its line.
    package static func parse(_ document: YAMLDocument) throws(WaiverError) -> WaiverList {
        guard let list = document.json.root["waivers"], !list.isNull else { return .empty }
        return try parse(list) { document.line(of: $0) ?? 1 }
    }

    /// The same for the list itself.
    package static func parse(_ list: JSONNode, line: (JSONNode) -> Int) throws(WaiverError) -> WaiverList {
        var reader = WaiverReader()
        if list.kind == .array {
            for (index, node) in list.elements.enumerated() {
                guard index < WaiverReader.most else {
                    reader.note(line(node), "more than \(WaiverReader.most) waivers")
                    break
                }
                reader.read(node, line: line)
            }
        } else {
            reader.note(line(list), "`waivers` is a list, each item with owner, reason and expires")
        }
        guard reader.problems.isEmpty else { throw WaiverError(problems: reader.problems) }
        return WaiverList(waivers: reader.waivers)
    }

    /// The result with the waivers of this list applied to it.
    ///
    /// - Parameter today: in UTC; a waiver holds through the day it names.
    package func applied(to result: CheckResult, today: CalendarDay) -> CheckResult {
        var result = result
        var uses: [WaiverUse] = []
        for waiver in waivers {
            let covered = result.findings.indices.filter { waiver.covers(result.findings[$0]) }
            // A 429 that is waived would be a check that saw nothing and passed.
            let waivable = covered.filter { !result.findings[$0].isObstacle }
            if waiver.isExpired(on: today) {
                uses.append(WaiverUse(waiver: waiver, state: .expired(findings: waivable.count)))
            } else if waivable.isEmpty {
                uses.append(WaiverUse(waiver: waiver, state: covered.isEmpty ? .notSeen : .notWaivable))
            } else {
                for index in waivable where result.findings[index].waiver == nil {
                    result.findings[index].waiver = waiver
                }
                uses.append(WaiverUse(waiver: waiver, state: .applied(findings: waivable.count)))
            }
        }
        result.waivers = uses
        return result
    }
}

/// What is wrong with a list of waivers.
package struct WaiverError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Problem: Hashable, Sendable {
        /// From 1.
        package let line: Int
        /// What is wrong and what to write instead. May quote the file, so it is hostile as far as the file is.
        package let message: String
    }

    /// In the file's order, at least one.
    package let problems: [Problem]

    package var description: String {
        problems.map { "line \($0.line): \($0.message)" }.joined(separator: "\n")
    }
}
