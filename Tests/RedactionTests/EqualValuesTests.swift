import ExchangeModel
import Foundation
import Testing

@testable import Redaction

/// A stand-in is made from the decoded value: equal values stay equal however and wherever they are written.
@Suite struct EqualValuesTests {
    private let password = "pä ss\"w+rd&=/%41\\x<1>𝄞"

    private func standIns(_ exchange: Exchange) -> Set<String> {
        Set(redactor().redact(exchange).replacements.filter { $0.kind == .password }.map(\.standIn))
    }

    private func sent(_ body: String, _ type: String) -> Exchange {
        makeExchange(method: "POST", headers: ["Content-Type": type], body: bytes(body))
    }

    private func escaped(_ value: String) -> String { text(Coding.jsonEscaped(bytes(value))) }
    private func percent(_ value: String, form: Bool = false) -> String {
        text(Coding.percent(bytes(value), form: form))
    }

    @Test func inEveryEncoding() {
        let object = "{\"password\":\"\(escaped(password))\"}"
        let units = password.utf16.map { unit in
            "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
        }
        let markup = password.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
        let part = "--B\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n\(password)\r\n--B--\r\n"
        let cell = password.replacingOccurrences(of: "\"", with: "\"\"")
        let nested = "{\"a\":\"\(escaped(object))\"}"
        let places: [(String, Exchange)] = [
            ("JSON", sent(object, "application/json")),
            ("JSON, escaped throughout", sent("{\"password\":\"\(units.joined())\"}", "application/json")),
            ("JSON, broken", sent(String(object.dropLast()), "application/json")),
            ("JSON in a string", sent(nested, "application/json")),
            ("JSON in a string in a string", sent("{\"b\":\"\(escaped(nested))\"}", "application/json")),
            ("JSON in a form", sent("d=" + percent(object, form: true), "application/x-www-form-urlencoded")),
            ("JSON in an event", sent("data: \(object)\n\n", "text/event-stream")),
            ("form", sent("password=" + percent(password, form: true), "application/x-www-form-urlencoded")),
            ("query", makeExchange(url: "https://h/x?password=" + percent(password))),
            ("user information", makeExchange(url: "https://u:\(percent(password))@h/")),
            ("Location", makeExchange(responseHeaders: ["Location": "/x?password=\(percent(password))&a=1"])),
            (
                "Basic credentials",
                makeExchange(headers: ["Authorization": "Basic " + text(Coding.base64(bytes("u:" + password)))])
            ),
            ("multipart", sent(part, "multipart/form-data; boundary=B")),
            ("CSV", sent("id,password\n1,\"\(cell)\"\n", "text/csv")),
            ("XML", sent("<x><password>\(markup)</password></x>", "application/xml")),
        ]
        let expected = standIns(places[0].1)
        #expect(expected.count == 1)
        for (name, exchange) in places { #expect(standIns(exchange) == expected, "\(name)") }
    }

    @Test func shapesAreOfTheDecodedValue() throws {
        for body in ["{\"email\":\"ada@example.com\"}", "{\"email\":\"ada\\u0040example.com\"}"] {
            let result = redactor().redact(sent(body, "application/json"))
            let shape = try #require(result.replacements.first).shape
            #expect(shape == ValueShape(jsonType: .string, codePoints: 15, formats: emailFormats))
        }
    }
}
