import ExchangeModel
import HARFormat
import Redaction
import TestSupport
import Testing

@Suite struct CurlCommandTests {
    @Test func readsWell() throws {
        let raw = exchange(
            method: "POST",
            url: "https://api.example.com/v1/things?startDateTime[after]=2023",
            headers: [
                "Host": "api.example.com", "Authorization": "Bearer very-secret-token-123",
                "Content-Type": "application/json",
                "Content-Length": "12", "Accept-Encoding": "gzip", "Accept": "application/ld+json",
            ],
            body: "{\"it's\": 1}\n"
        )
        #expect(
            CurlCommand.write(redacted(raw)) == """
                # set first:
                #   KADENCE_TOKEN  a valid access token
                curl --globoff --http1.1 \\
                  --url 'https://api.example.com/v1/things?startDateTime[after]=2023' \\
                  --header "Authorization: Bearer $KADENCE_TOKEN" \\
                  --header 'Content-Type: application/json' \\
                  --compressed \\
                  --header 'Accept: application/ld+json' \\
                  --data-raw '{"it'\\''s": 1}
                '
                """
        )
    }

    @Test func otherStandInsBecomeVariables() throws {
        let raw = exchange(headers: ["X-Secret": "abcdef-very-secret"])
        let one = redacted(raw)
        let value = try #require(one.request.headers.text("X-Secret"))
        try #require(StandIn.find(in: Array(value.utf8)).count == 1)
        let text = CurlCommand.write(one)
        #expect(!text.contains("--header 'X-Secret: \(value)'"))
        #expect(text.contains("what \(value) stands for, in header X-Secret"))
        #expect(text.contains("--header \"X-Secret: $"))
    }

    @Test func basicCredentialsAreOneVariable() throws {
        let one = redacted(exchange(headers: ["Authorization": "Basic dXNlci1uYW1lOnZlcnktc2VjcmV0LXdvcmQ="]))
        let value = try #require(one.request.headers.first("Authorization"))
        try #require(StandIn.occurs(in: value))
        let text = CurlCommand.write(one)
        #expect(
            text.contains("--header \"Authorization: Basic $BASIC_CREDENTIALS\"")
                || text.contains("Bearer $KADENCE_TOKEN")
        )
    }

    @Test func methodsAreSaidOnlyWhereCurlWouldGuessOtherwise() {
        #expect(!CurlCommand.write(redacted(exchange())).contains("--request"))
        #expect(CurlCommand.write(redacted(exchange(method: "HEAD"))).contains("--head"))
        #expect(CurlCommand.write(redacted(exchange(method: "GET", body: "x"))).contains("--request GET"))
        #expect(CurlCommand.write(redacted(exchange(method: "POST"))).contains("--request POST"))
        #expect(CurlCommand.write(redacted(exchange(method: "A;rm"))).contains("--request 'A;rm'"))
    }

    @Test func bodiesThatAreNotWholeAreSaid() {
        var raw = exchange(method: "POST", body: "abc")
        raw.request.body.isCut = true
        raw.request.body.trueLength = 9_000
        #expect(
            CurlCommand.write(redacted(raw)).hasPrefix(
                "# note: only the beginning of the request's body is here; it had 9000 bytes\n"
            )
        )
    }

    @Test func codingsAreAskedForOnlyWhereTheClientDid() {
        func text(_ value: String) -> String {
            CurlCommand.write(redacted(exchange(headers: ["Accept-Encoding": value])))
        }
        #expect(text("gzip, deflate, br").contains("--compressed"))
        #expect(text("identity").contains("--header 'Accept-Encoding: identity'"))
        #expect(!text("identity").contains("--compressed"))
    }

    @Test func bodiesOfHeadAndLongBodiesWork() {
        let head = CurlCommand.write(redacted(exchange(method: "HEAD", body: "x")))
        #expect(head.contains("--request HEAD") && !head.contains("--head "))
        let long = CurlCommand.write(
            redacted(exchange(method: "POST", body: String(repeating: "a b\t", count: 300_000)))
        )
        #expect(long.utf8.count < 1_000)
        #expect(long.contains("#   BODY_FILE  a file with the request's body\n"))
        #expect(long.contains("--data-binary \"@$BODY_FILE\""))
    }

    @Test func codedBodiesAreSentPlainAndThatIsSaid() throws {
        var raw = exchange(method: "POST", headers: ["Content-Type": "text/plain", "Content-Encoding": "gzip"])
        raw.request.body = MessageBody(try #require(gzipped(Array("hello".utf8))))
        let text = CurlCommand.write(redacted(raw))
        #expect(text.contains("--data-raw 'hello'") && !text.contains("--header 'Content-Encoding"))
        #expect(text.hasPrefix("# note: the request's body was coded (gzip); here it is sent plain\n"))
    }

    /// What a shell hands to curl is what was recorded, byte for byte.
    @Test func shellsHandOverTheVeryBytes() throws {
        var generator = SeededGenerator(seed: 41)
        var script: [UInt8] = []
        var wanted: [[UInt8]] = []
        for index in 0..<50 {
            var body = generator.flip() ? generator.text(upTo: 12) : generator.bytes(upTo: 40)
            if index == 0 { body = Array(0...255) }
            if index == 1 { body = [UInt8](repeating: 0x27, count: 150_000) }
            if index == 2 { body = Array("@/etc/passwd".utf8) }
            if index == 3 { body = Array("-n %s\0".utf8) }
            var headers: HeaderList = [
                "Content-Type": "text/plain", "Authorization": "Bearer abcdefghijklmnop",
                "X-Secret": "abcdef-\(index)",
            ]
            let agent = (generator.flip() ? generator.text(upTo: 4) : generator.bytes(upTo: 9)).filter {
                $0 != 0 && $0 != 0x0A && $0 != 0x0D
            }
            headers.fields.append(.init(name: Array("User-Agent".utf8), value: ASCII.trimmed(agent)))
            var raw = exchange(method: "POST", headers: headers)
            raw.request.url =
                Array("http://127.0.0.1/a?b=".utf8) + generator.text(upTo: 4).filter { $0 > 0x20 && $0 != 0x23 }
            raw.request.body = MessageBody(body)
            let one = redacted(raw)
            let command = CurlCommand.write(one)
            script += assignments(
                in: command,
                token: StandIn.find(in: one.request.headers.first("Authorization") ?? []).first?.text
            )
            script += Array(command.utf8) + [0x0A]
            wanted.append(one.request.url)
            wanted += one.request.headers.fields.map {
                $0.value.isEmpty ? $0.name + [0x3B] : $0.name + [0x3A, 0x20] + $0.value
            }
            if !one.request.body.bytes.isEmpty { wanted.append(one.request.body.bytes) }
        }
        // Prints what follows an option that matters, and standard input for `@-`.
        let curl = """
            set -u
            curl() {
                while [ $# -gt 0 ]; do
                    case $1 in
                    --url|--header|--data-raw) printf '%s' "$2" | length; shift ;;
                    --data-binary) length; shift ;;
                    --request) shift ;;
                    esac
                    shift
                done
            }
            length() { cat > part; wc -c < part | tr -d ' '; cat part; echo; }

            """
        for shell in ["sh", "bash"] {
            guard let result = try run(shell, script: Array(curl.utf8) + script) else { continue }
            #expect(result.status == 0)
            var expected: [UInt8] = []
            for argument in wanted { expected += Array("\(argument.count)\n".utf8) + argument + [0x0A] }
            #expect(result.output == expected)
        }
    }

    /// Sets every variable that the command names to the stand-in it is for.
    private func assignments(in command: String, token: String?) -> [UInt8] {
        var lines = "KADENCE_TOKEN='\(token ?? "")'\n"
        for line in command.split(separator: "\n") where line.hasPrefix("#   ") {
            let words = line.split(separator: " ")
            if words.count > 3, words[2] == "what" { lines += "\(words[1])='\(words[3])'\n" }
        }
        return Array(lines.utf8)
    }

    @Test func nothingInACommandActsOnATerminal() {
        var raw = exchange(method: "POST", body: "\u{1B}]52;c;x\u{7}\u{202E}")
        raw.request.headers = ["User-Agent": "\u{1B}[2J\u{9B}", "Content-Type": "text/plain"]
        for scalar in CurlCommand.write(redacted(raw)).unicodeScalars where scalar != "\n" {
            #expect(scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format)
        }
    }
}
