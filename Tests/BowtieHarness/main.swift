import Foundation

// `bowtie-reprise` speaks Bowtie's protocol on stdin and stdout; `bowtie-reprise --benchmark ROUNDS FILE…` times files,
// `bowtie-reprise --compile ROUNDS FILE` the compilation of an OpenAPI document's schemas.
let arguments = CommandLine.arguments

if arguments.count > 3, arguments[1] == "--benchmark", let rounds = Int(arguments[2]) {
    do {
        for file in arguments[3...] { print(try SchemaBenchmark(file: file).run(rounds: max(1, rounds))) }
    } catch {
        FileHandle.standardError.write(Data("bowtie-reprise: \(error)\n".utf8))
        exit(1)
    }
} else if arguments.count == 4, arguments[1] == "--compile", let rounds = Int(arguments[2]) {
    do {
        print(try SchemaBenchmark.compile(arguments[3], rounds: max(1, rounds)))
    } catch {
        FileHandle.standardError.write(Data("bowtie-reprise: \(error)\n".utf8))
        exit(1)
    }
} else {
    var session = BowtieSession()
    while let line = readLine(strippingNewline: true) {
        switch session.answer(Array(line.utf8)) {
        case .line(let answer): FileHandle.standardOutput.write(Data(answer + [0x0A]))
        case .trouble(let reason):
            FileHandle.standardError.write(Data("bowtie-reprise: \(reason)\n".utf8))
            exit(1)
        case .end: exit(0)
        }
    }
}
