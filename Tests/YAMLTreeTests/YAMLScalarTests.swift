import JSONTree
import Testing
import YAMLTree

@Suite struct YAMLScalarTests {
    @Test(arguments: [
        ("yes", #""yes""#), ("No", #""No""#), ("on", #""on""#), ("off", #""off""#), ("y", #""y""#), ("true", "true"),
        ("True", "true"),
        ("FALSE", "false"), ("tRue", #""tRue""#), ("null", "null"), ("~", "null"), ("Null", "null"), ("nil", #""nil""#),
        ("1", "1"), ("-12", "-12"), ("+12", "12"), ("0", "0"), ("007", "7"), ("-00", "-0"), ("0o17", "15"),
        ("0xFf", "255"), ("0x-1", #""0x-1""#),
        ("0o8", #""0o8""#), ("1_000", #""1_000""#), ("1.50", "1.50"), (".5", "0.5"), ("5.", "5.0"), ("-.5e3", "-0.5e3"),
        ("1E+3", "1E+3"),
        ("01.10", "1.10"), ("1e", #""1e""#), (".", #"".""#), ("+", #""+""#), ("1.2.3", #""1.2.3""#),
        ("3.1.0", #""3.1.0""#),
        ("2026-11-23", #""2026-11-23""#), ("12:30:45", #""12:30:45""#),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("0xFFFFFFFFFFFFFFFFFF", #""0xFFFFFFFFFFFFFFFFFF""#), ("'1'", #""1""#), ("\"true\"", #""true""#),
        ("! 1", #""1""#), ("!!str 1", #""1""#),
        ("!!int '07'", "7"), ("!!float 1", "1"), ("!!bool 'true'", "true"), ("!!null ''", "null"),
        ("!custom 1", #""1""#), ("''", #""""#),
    ])
    func follows(_ yaml: String, _ expected: String) throws {
        #expect(try json("v: \(yaml)\n") == "{\"v\":\(expected)}")
    }

    @Test(arguments: [".inf", "-.Inf", ".NAN", "!!int 1.5", "!!bool yes", "!!float x", "!!null 0"])
    func refuses(_ yaml: String) {
        #expect(error("v: \(yaml)\n")?.reason == "a value that JSON cannot write, or that is not what its tag says")
    }
}
