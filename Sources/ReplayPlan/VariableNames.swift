import ExchangeModel
import JSONTree

/// Gives a flow's variables their names.
struct VariableNames {
    private static let longest = 60

    /// In lower case: two names must not differ in case alone, since some environments have none.
    private var taken: Set<String> = []
    private var given: [[UInt8]: String] = [:]

    /// - Parameter given: those of a flow file; its names are made fit, whoever wrote them.
    init(given: [FlowVariable]) {
        for variable in given where self.given[variable.recorded] == nil {
            self.given[variable.recorded] = unique(VariableNames.fit(Array(variable.name.utf8)))
        }
    }

    /// The name of the variable with this recorded value, which is first used here.
    mutating func name(for recorded: [UInt8], _ role: RequestSlot.Role, word: String, isStandIn: Bool) -> String {
        given[recorded] ?? unique(VariableNames.suggestion(role, word: word, isStandIn: isStandIn))
    }

    /// What a value in this place would be called: the parameter's, member's or field's name; for an id in a path the
    /// resource before it.
    ///
    /// - Parameter word: what the value is, for a place without a name.
    static func suggestion(_ role: RequestSlot.Role, word: String, isStandIn: Bool) -> String {
        let name: [UInt8]
        switch role {
        case .path(let resource):
            if isStandIn || resource.isEmpty { return fit(Array(word.utf8)) }
            return fit(singular(camelCased(resource)) + Array("Id".utf8))
        case .query(let text), .form(let text), .part(let text), .cell(let text): name = text
        case .header(let text):
            // Authorization is no name for a user or a password.
            name = ASCII.equalIgnoringCase(text, "authorization".utf8) ? Array(word.utf8) : text
        case .json(let pointer):
            name = Array((pointer.tokens.last { ASCII.decimal($0.utf8) == nil } ?? word).utf8)
        case .text: name = Array(word.utf8)
        }
        let fitting = fit(name)
        return fitting == "value" ? fit(Array(word.utf8)) : fitting
    }

    private mutating func unique(_ name: String) -> String {
        var candidate = name
        var number = 2
        while !taken.insert(candidate.lowercased()).inserted {
            candidate = "\(name)_\(number)"
            number += 1
        }
        return candidate
    }

    /// Letters, digits and single underscores, which stand for everything else.
    private static func fit(_ text: [UInt8]) -> String {
        var result: [UInt8] = []
        for byte in text {
            if byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 {
                result.append(byte)
            } else if let last = result.last, last != 0x5F {
                result.append(0x5F)
            }
            if result.count == longest { break }
        }
        while result.last == 0x5F { result.removeLast() }
        return result.isEmpty ? "value" : String(decoding: result, as: UTF8.self)
    }

    /// `bookable-spaces` as `bookableSpaces`.
    private static func camelCased(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var startsWord = false
        for byte in text {
            if byte == 0x2D || byte == 0x5F {
                startsWord = !result.isEmpty
            } else {
                result.append(startsWord && byte &- 0x61 < 26 ? byte - 0x20 : byte)
                startsWord = false
            }
        }
        return result
    }

    /// `bookings` as `booking`, `companies` as `company`, `addresses` as `address`.
    private static func singular(_ word: [UInt8]) -> [UInt8] {
        func ends(_ text: String) -> Bool {
            word.count > text.utf8.count + 1 && word.suffix(text.utf8.count).elementsEqual(text.utf8)
        }
        if ends("ies") { return word.dropLast(3) + Array("y".utf8) }
        if ["sses", "shes", "ches", "xes"].contains(where: ends) { return word.dropLast(2) }
        if ends("s"), !ends("ss"), !ends("us") { return word.dropLast() }
        return word
    }
}
