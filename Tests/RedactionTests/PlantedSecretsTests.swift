import ExchangeModel
import Testing

@testable import Redaction

/// Plants secrets and addresses in random places and spellings, and looks for them with means of its own.
@Suite struct PlantedSecretsTests {
    @Test(arguments: 0..<60)
    func nothingPlantedIsKept(seed: Int) {
        var random = Seeded(state: UInt64(seed) &* 7_919 &+ 1)
        for _ in 0..<8 {
            let secret = Planting.secret(&random)
            let address = Planting.address(&random)
            let known = KnownSecrets()
            known.add(secret, kind: "secret")
            let redactor = Redactor(keys: testKeys, secrets: known)
            let exchange = Planting.exchange(secret: secret, address: address, &random)
            let result = redactor.redact(exchange)
            let kept = result.everything(redactor)
            if let found = Planting.find(secret, address: address, in: kept) {
                Issue.record("seed \(seed): \(found) of \(text(secret)) or \(text(address)) in \(text(kept))")
                return
            }
            #expect(LeakScanner(secrets: known, keys: testKeys).scan(kept, name: "all").isEmpty)

            // What is redacted once stays as it is.
            let again = redactor.redact(result.asRaw)
            #expect(text(again.request.url) == text(result.request.url), "seed \(seed)")
            #expect(again.request.headers == result.request.headers, "seed \(seed)")
            #expect(again.requestText == result.requestText, "seed \(seed)")
            #expect(again.responseText == result.responseText, "seed \(seed)")
            #expect(again.response?.headers == result.response?.headers, "seed \(seed)")
        }
    }
}

/// How things are planted and found again.
enum Planting {
    private static let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)

    static func secret(_ random: inout Seeded) -> [UInt8] {
        let special = random.pick([[], bytes("-_.~"), bytes("+/="), bytes("\"\\/ %&=<>'"), bytes("ü€𝄞")])
        var result: [UInt8] = []
        while result.count < Int.random(in: 10...40, using: &random) {
            if !special.isEmpty, Int.random(in: 0..<5, using: &random) == 0 {
                result += special == bytes("ü€𝄞") ? bytes(random.pick(["ü", "€", "𝄞"])) : [random.pick(special)]
            } else {
                result.append(random.pick(letters))
            }
        }
        // White space at the ends would be trimmed in some places, and then it isn't the secret any more.
        return [random.pick(letters)] + result + [random.pick(letters)]
    }

    static func address(_ random: inout Seeded) -> [UInt8] {
        let inner = Array("abcdefghij0123456789".utf8) + bytes("._+-")
        var local = [random.pick(letters)]
        for _ in 0..<Int.random(in: 1...10, using: &random) {
            let next = random.pick(inner)
            local.append(next == 0x2E && local.last == 0x2E ? 0x61 : next)
        }
        local.append(random.pick(letters))
        return local + bytes("@" + random.pick(["example.com", "mail.firma-x.de", "a.b.museum", "münchen.de"]))
    }

    // MARK: Spelling

    /// Decodes to the same bytes by percent-decoding; more is encoded than need be, in either case.
    static func percent(_ value: [UInt8], form: Bool, _ random: inout Seeded) -> [UInt8] {
        value.flatMap { byte -> [UInt8] in
            if form, byte == 0x20 { return random.pick([[0x2B], bytes("%20")]) }
            let isPlain = letters.contains(byte) && Int.random(in: 0..<6, using: &random) > 0
            if isPlain || bytes("-_.").contains(byte) { return [byte] }
            return [0x25] + Coding.hex([byte], upper: Bool.random(using: &random))
        }
    }

    /// The inside of a JSON string, with needless escapes here and there.
    static func json(_ value: [UInt8], _ random: inout Seeded) -> [UInt8] {
        text(value).unicodeScalars.flatMap { scalar -> [UInt8] in
            let plain = Array(String(scalar).utf8)
            if scalar.value < 0x80, Int.random(in: 0..<6, using: &random) == 0 {
                return bytes("\\u00") + Coding.hex(plain, upper: Bool.random(using: &random))
            }
            return Coding.jsonEscaped(plain)
        }
    }

    static func entities(_ value: [UInt8], _ random: inout Seeded) -> [UInt8] {
        text(value).unicodeScalars.flatMap { scalar -> [UInt8] in
            if "&<>\"'".unicodeScalars.contains(scalar) || Int.random(in: 0..<8, using: &random) == 0 {
                return bytes(random.pick(["&#\(scalar.value);", "&#x\(String(scalar.value, radix: 16));"]))
            }
            return Array(String(scalar).utf8)
        }
    }

    static func base64(_ value: [UInt8], _ random: inout Seeded) -> [UInt8] {
        let padded = bytes(String(repeating: "p", count: Int.random(in: 0..<3, using: &random))) + value + bytes("tail")
        let plain = Coding.base64(padded)
        return Bool.random(using: &random) ? plain : plain.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }
    }

    // MARK: Planting

    static func exchange(secret: [UInt8], address: [UInt8], _ random: inout Seeded) -> Exchange {
        var exchange = makeExchange()
        exchange.request.method = "POST"
        let query =
            bytes("?a=") + percent(secret, form: true, &random) + bytes("&b=") + percent(address, form: true, &random)
        exchange.request.url += query
        exchange.request.headers = HeaderList([
            .init(name: bytes("X-Thing"), value: secret),
            .init(name: bytes("User-Agent"), value: bytes("a ") + address),
            .init(name: bytes("Referer"), value: bytes("https://x.test/") + percent(secret, form: false, &random)),
            .init(name: bytes("Server"), value: base64(secret, &random)),
        ])
        (exchange.request.headers, exchange.request.body.bytes) = body(
            secret,
            address,
            exchange.request.headers,
            &random
        )
        let (headers, bytes) = body(secret, address, HeaderList(), &random)
        exchange.response?.headers = headers
        exchange.response?.body = MessageBody(bytes)
        exchange.response?.reason = secret
        return exchange
    }

    private static func body(
        _ secret: [UInt8],
        _ address: [UInt8],
        _ headers: HeaderList,
        _ random: inout Seeded
    ) -> (HeaderList, [UInt8]) {
        var headers = headers
        let mark = bytes(random.pick(["", " ", "\u{301}", ",", ";"]))
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            headers.append("Content-Type", random.pick(["application/json", "application/ld+json", "text/plain"]))
            let body =
                bytes("{\"a\":[{\"k\":\"") + json(bytes("x ") + secret + mark, &random) + bytes("\"},\"")
                + json(bytes("to ") + address + mark, &random) + bytes("\"],\"u\":\"")
                + json(bytes("https://h/?x=") + percent(address, form: false, &random), &random) + bytes("\",\"b\":\"")
                + base64(secret, &random) + bytes("\",\"h\":\"") + Coding.hex(secret) + bytes("\"}")
            // Broken and cut JSON must not leak either.
            return (headers, Bool.random(using: &random) ? body : Array(body.dropLast()))
        case 1:
            headers.append("Content-Type", "application/x-www-form-urlencoded")
            let inner = bytes("{\"p\":\"") + json(secret, &random) + bytes("\"}")
            return (
                headers,
                bytes("s=") + percent(secret, form: true, &random) + bytes("&e=")
                    + percent(address, form: true, &random)
                    + bytes("&j=") + percent(inner, form: true, &random)
            )
        case 2:
            headers.append("Content-Type", "text/html")
            return (
                headers,
                bytes("<html><p title=\"") + entities(secret, &random) + bytes("\">") + entities(address, &random)
                    + bytes("</p>") + base64(secret, &random) + bytes(" ") + Coding.hex(secret, upper: true)
            )
        case 3:
            headers.append("Content-Type", "text/csv")
            let cell = secret.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] }
            return (headers, bytes("id,x\n1,\"") + cell + bytes("\"\n2,") + address + bytes("\n"))
        case 4:
            headers.append("Content-Type", "multipart/form-data; boundary=\"b0undary\"")
            let head = bytes("--b0undary\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n")
            return (headers, head + secret + bytes("\r\n") + head + address + bytes("\r\n--b0undary--\r\n"))
        default:
            return (headers, bytes("plain ") + mark + secret + mark + bytes(" and <") + address + bytes(">.") + mark)
        }
    }

    // MARK: Finding

    /// How the secret or the address is still there, by plain search in the bytes and in what they decode to.
    static func find(_ secret: [UInt8], address: [UInt8], in kept: [UInt8]) -> String? {
        for form in [secret, Coding.jsonEscaped(secret), Coding.percent(secret), Coding.percent(secret, form: true)]
        where occurs(form, in: kept) { return "spelled" }
        if occurs(Coding.hex(secret), in: kept) || occurs(Coding.hex(secret, upper: true), in: kept) { return "hex" }
        for lead in 0..<3 {
            let all = Coding.base64([UInt8](repeating: 0, count: lead) + secret)
            let sure = Array(all.dropFirst(lead == 0 ? 0 : lead + 1).prefix { $0 != 0x3D }.dropLast())
            for form in [sure, sure.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }] where occurs(form, in: kept) {
                return "base64"
            }
        }
        var layer = kept
        for depth in 0..<4 {
            if occurs(secret, in: layer) { return "secret at depth \(depth)" }
            if occurs(address, in: layer) { return "address at depth \(depth)" }
            layer = PercentCoding.decoded(unescaped(layer), plusIsSpace: depth == 0)
        }
        return nil
    }

    /// JSON escapes and numeric entities undone, the simplest way.
    private static func unescaped(_ input: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < input.count {
            guard input[index] == 0x5C || input[index] == 0x26 else {
                result.append(input[index])
                index += 1
                continue
            }
            let rest = input[index...]
            if rest.starts(with: bytes("\\u")), let value = UInt32(text(Array(rest.dropFirst(2).prefix(4))), radix: 16),
                let scalar = Unicode.Scalar(value)
            {
                result += Array(String(scalar).utf8)
                index += 6
            } else if rest.starts(with: bytes("\\")), rest.count > 1 {
                result.append(input[index + 1])
                index += 2
            } else if rest.starts(with: bytes("&#")), let end = rest.prefix(12).firstIndex(of: 0x3B) {
                let digits = text(Array(rest[(index + 2)..<end]))
                let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
                result += value.flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) } ?? []
                index = end + 1
            } else {
                result.append(input[index])
                index += 1
            }
        }
        return result
    }
}
