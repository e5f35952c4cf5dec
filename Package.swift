// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Third-party packages enter at the edge, one family a module (Crypto excepted).
// Sources/README.md holds the same table in words; a test compares the two.

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

/// A module of the product: its name, the modules it builds on, and the packages it brings in.
struct Room {
    var name: String
    var uses: [String]
    var packages: [Target.Dependency] = []
    var testUses: [String] = []
    var testPackages: [Target.Dependency] = []
}

let rooms: [Room] = [
    Room(name: "Deflate", uses: ["CZlib"]),
    Room(name: "JSONTree", uses: []),
    Room(name: "YAMLTree", uses: ["JSONTree"], packages: [.product(name: "Yams", package: "Yams")]),
    Room(name: "SafeText", uses: []),
    Room(name: "TextPatterns", uses: []),
    Room(name: "JSONSchema", uses: ["JSONTree", "TextPatterns"], testUses: ["bowtie-reprise"]),
    Room(name: "ExchangeModel", uses: []),
    Room(
        name: "Redaction",
        uses: ["ExchangeModel", "JSONTree", "Deflate", "TextPatterns", "CResources"],
        packages: [crypto]
    ),
    Room(name: "HARFormat", uses: ["Redaction"]),
    Room(name: "APIDocument", uses: ["ExchangeModel", "JSONSchema", "YAMLTree"]),
    Room(name: "ContractCheck", uses: ["APIDocument", "Redaction", "SafeText"]),
    Room(
        name: "Statistics",
        uses: [],
        packages: [.product(name: "Histogram", package: "hdrhistogram-swift")]
    ),
    Room(name: "ReplayPlan", uses: ["Redaction", "Statistics"]),
    Room(name: "KadenceAPI", uses: ["ContractCheck", "ReplayPlan", "CResources"]),
    Room(
        name: "SupportReport",
        uses: ["ContractCheck", "ReplayPlan", "HARFormat", "Deflate", "SafeText"],
        packages: [crypto]
    ),
    Room(
        name: "Wire",
        uses: ["ExchangeModel"],
        packages: [
            nio, nioPosix, nioTLS, crypto,
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
        ],
        testPackages: [
            .product(name: "SwiftASN1", package: "swift-asn1"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "X509", package: "swift-certificates"),
        ]
    ),
    Room(
        name: "Recording",
        uses: ["Wire", "Redaction"],
        packages: [nio, nioPosix, nioTLS, crypto, .product(name: "NIOSSL", package: "swift-nio-ssl")]
    ),
    Room(
        name: "CaptureStore",
        uses: ["Redaction"],
        packages: [crypto, .product(name: "GRDB", package: "GRDB.swift")]
    ),
    Room(
        name: "Playback",
        uses: ["KadenceAPI", "Recording", "CaptureStore"],
        packages: [crypto],
        testUses: ["Simulator"]
    ),
    Room(
        name: "Simulator",
        uses: ["KadenceAPI", "YAMLTree"],
        packages: [nio, nioPosix, .product(name: "Hummingbird", package: "hummingbird")]
    ),
    Room(
        name: "OfflineAPI",
        uses: ["KadenceAPI"],
        packages: [nio, nioPosix, .product(name: "Hummingbird", package: "hummingbird")],
        testUses: ["HARFormat"]
    ),
    Room(
        name: "Commands",
        uses: [
            "Playback", "Simulator", "OfflineAPI", "SupportReport", "HARFormat", "CaptureStore", "Recording",
            "SafeText", "YAMLTree",
        ],
        packages: [
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "Rainbow", package: "Rainbow"),
            .product(name: "SystemPackage", package: "swift-system"),
        ],
        testUses: ["reprise"]
    ),
    Room(name: "RepriseKit", uses: ["Recording", "CaptureStore"]),
    Room(name: "RepriseURLSession", uses: ["RepriseKit"], testUses: ["Simulator"]),
]

var targets: [Target] = [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CResources", exclude: ["files"]),
    .executableTarget(name: "reprise", dependencies: ["Commands"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    // Lets other suites drive the schema engine; not a product.
    .executableTarget(name: "bowtie-reprise", dependencies: ["JSONSchema", "JSONTree"], path: "Tests/BowtieHarness"),
]

for room in rooms {
    targets.append(
        .target(name: room.name, dependencies: room.uses.map { .byName(name: $0) } + room.packages)
    )
    // A room's tests see what the room itself may see.
    targets.append(
        .testTarget(
            name: room.name + "Tests",
            dependencies: [.byName(name: room.name), .byName(name: "TestSupport")]
                + (room.uses + room.testUses).map { .byName(name: $0) } + room.packages + room.testPackages
        )
    )
}

// `REPRISE_ROOMS=Wire,Redaction swift test` builds and tests only these rooms and what they stand on.
if let only = ProcessInfo.processInfo.environment["REPRISE_ROOMS"], !only.isEmpty {
    var wanted = Set(only.split(separator: ",").map(String.init))
    let tested = wanted
    var pending = Array(wanted)
    while let next = pending.popLast() {
        let room = rooms.first { $0.name == next }
        for used in (room?.uses ?? []) + (tested.contains(next) ? room?.testUses ?? [] : [])
        where wanted.insert(used).inserted {
            pending.append(used)
        }
    }
    targets.removeAll { target in
        if target.name == "reprise" { return !tested.contains("Commands") }
        if target.name == "TestSupport" { return false }
        if target.name == "bowtie-reprise" { return !tested.contains("JSONSchema") }
        return target.type == .test ? !tested.contains(String(target.name.dropLast(5))) : !wanted.contains(target.name)
    }
}

// libFuzzer's own main takes over, so these are built on request only, in a folder of their own, because the rooms are
// built with counters in them: `REPRISE_FUZZ=1 swift build --scratch-path .build-fuzz --product NAME`.
let fuzzers = [
    ("JSONTreeFuzz", "JSONTree"), ("PatternFuzz", "TextPatterns"), ("SchemaFuzz", "JSONSchema"),
    ("HTTPCodecFuzz", "Wire"), ("RedactionFuzz", "Redaction"), ("FlowFuzz", "ReplayPlan"),
]
let isFuzzing = ProcessInfo.processInfo.environment["REPRISE_FUZZ"] != nil
if isFuzzing {
    for target in targets where rooms.contains(where: { $0.name == target.name }) {
        target.swiftSettings = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]
    }
    for (name, room) in fuzzers {
        targets.append(
            .executableTarget(
                name: name,
                dependencies: [.byName(name: room)]
                    + (rooms.first { $0.name == room }?.uses ?? []).map { .byName(name: $0) }
                    + [nio],
                path: "Tests/Fuzz/\(name)",
                swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
                linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]
            )
        )
    }
}

let package = Package(
    name: "reprise",
    platforms: [.macOS(.v15)],
    products: targets.contains { $0.name == "reprise" }
        ? [
            .executable(name: "reprise", targets: ["reprise"]),
            .library(name: "RepriseKit", targets: ["RepriseKit", "RepriseURLSession"]),
        ] : [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/onevcat/Rainbow", from: "4.2.2"),
    ],
    targets: targets
)

// Policy for every Swift target, set once.
for target in package.targets where target.type != .system && target.name != "CResources" {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
        ]
}
