// swift-tools-version: 6.2

import PackageDescription

// Tautline is a house of floors. A target depends on targets of lower floors, and on targets that stand
// before it on its own floor. The table is the architecture: the manifest refuses to load when a row breaks it.

/// One target of the house.
struct Room {
  enum Kind { case system, library, program }

  var name: String
  var kind: Kind
  var floor: Int
  var uses: [String]
  var hasTests: Bool
  var links: [String] = []
  /// What its tests use beside, on any floor below the programs.
  var testUses: [String] = []

  static func system(_ name: String, links: [String] = []) -> Room {
    Room(name: name, kind: .system, floor: 0, uses: [], hasTests: false, links: links)
  }

  static func library(
    _ name: String, floor: Int, uses: [String] = [], testUses: [String] = [], hasTests: Bool = true
  ) -> Room {
    Room(name: name, kind: .library, floor: floor, uses: uses, hasTests: hasTests, testUses: testUses)
  }

  static func program(_ name: String, uses: [String]) -> Room {
    Room(name: name, kind: .program, floor: 6, uses: uses, hasTests: true)
  }
}

let house: [Room] = [
  // Floor 0, system: C headers of the kernel and of the system's libraries.
  .system("CTautLinux"),
  .system("CTautTerminal"),
  .system("CTautOpenSSL", links: ["ssl", "crypto"]),
  .system("CTautZlib", links: ["z"]),
  .system("CTautSQLite", links: ["sqlite3"]),

  // Floor 1, values: bytes and JSON. Unsafe code lives here and on floors 0 and 3 only.
  .library("TautBytes", floor: 1),
  .library("TautJSON", floor: 1, uses: ["TautBytes"]),

  // Floor 2, machines: they decide. No I/O, no clock, no randomness, no lock, no Task.
  .library("TautFraming", floor: 2, uses: ["TautBytes"]),
  .library("TautHandshake", floor: 2, uses: ["TautBytes"]),
  .library("TautEnvelope", floor: 2, uses: ["TautBytes", "TautJSON"]),
  .library("TautBackoff", floor: 2),
  .library("TautHeartbeat", floor: 2),
  .library("TautHealth", floor: 2, uses: ["TautJSON"]),
  .library("TautDiagnostics", floor: 2, uses: ["TautJSON", "TautFraming"]),
  .library("TautSimulation", floor: 2, uses: ["TautJSON", "TautEnvelope"]),
  .library("TautRooms", floor: 2, uses: ["TautBytes", "TautJSON"]),
  .library("TautReconciliation", floor: 2, uses: ["TautBytes", "TautJSON", "TautEnvelope", "TautRooms"]),
  .library("TautCommandLine", floor: 2, uses: ["TautBytes", "TautJSON"]),
  .library("TautAuth", floor: 2, uses: ["TautBytes", "TautJSON", "TautFraming", "TautHandshake"]),
  .library("TautLog", floor: 2, uses: ["TautJSON"]),
  .library("TautUserChannel", floor: 2, uses: ["TautBytes", "TautJSON", "TautEnvelope"]),
  .library(
    "TautSession", floor: 2,
    uses: [
      "TautBytes", "TautJSON", "TautFraming", "TautEnvelope", "TautBackoff", "TautHeartbeat", "TautRooms",
      "TautSimulation",
    ]),
  .library(
    "TautNotifications", floor: 2,
    uses: ["TautJSON", "TautFraming", "TautBackoff", "TautHealth", "TautDiagnostics", "TautSession"]),
  .library("TautAdmission", floor: 2),
  .library(
    "TautHub", floor: 2, uses: ["TautBytes", "TautJSON", "TautFraming", "TautAuth", "TautEnvelope", "TautRooms"]),

  // Floor 3, system adapters: they act.
  .library("TautCrypto", floor: 3, uses: ["CTautOpenSSL", "TautBytes", "TautJSON", "TautAuth"]),
  .library("TautDeflate", floor: 3, uses: ["CTautZlib", "TautBytes"]),
  .library("TautTLS", floor: 3, uses: ["CTautOpenSSL"]),
  .library("TautEventLoop", floor: 3, uses: ["CTautLinux", "TautTLS"]),
  .library("TautStore", floor: 3, uses: ["CTautSQLite", "TautRooms"]),
  .library("TautRecording", floor: 3, uses: ["TautBytes", "TautJSON"]),
  .library(
    "TautWebSocket", floor: 3,
    uses: [
      "TautBytes", "TautJSON", "TautFraming", "TautHandshake", "TautCrypto", "TautDeflate", "TautTLS", "TautEventLoop",
    ]),

  // Floor 4, assemblies: machines on event loops.
  .library(
    "TautServer", floor: 4,
    uses: [
      "TautBytes", "TautJSON", "TautFraming", "TautHandshake", "TautEnvelope", "TautAuth", "TautRooms", "TautHub",
      "TautUserChannel",
      "TautSimulation", "TautLog", "TautAdmission", "TautTLS", "TautCrypto", "TautEventLoop", "TautStore",
      "TautWebSocket",
    ], testUses: ["TautBackoff", "TautDiagnostics", "TautSession", "TautClient"]),
  .library(
    "TautClient", floor: 4,
    uses: [
      "TautBytes", "TautJSON", "TautFraming", "TautHandshake", "TautEnvelope", "TautBackoff", "TautHeartbeat",
      "TautHealth", "TautDiagnostics", "TautNotifications", "TautSimulation", "TautReconciliation", "TautSession",
      "TautTLS", "TautCrypto", "TautEventLoop", "TautWebSocket",
    ], testUses: ["TautServer"]),

  // Floor 5, test kit.
  .library(
    "TautTesting", floor: 5,
    uses: [
      "TautBytes", "TautJSON", "TautFraming", "TautEnvelope", "TautBackoff", "TautRooms", "TautSimulation",
      "TautHealth", "TautDiagnostics", "TautReconciliation", "TautSession", "TautNotifications", "TautHub",
    ]),

  // Floor 6, programs.
  .program(
    "Server",
    uses: [
      "CTautTerminal", "TautCommandLine", "TautLog", "TautAdmission", "TautAuth", "TautRooms", "TautUserChannel",
      "TautServer", "TautEventLoop",
      "TautStore",
    ]),
  .program(
    "UserChannel",
    uses: [
      "CTautTerminal", "TautCommandLine", "TautBytes", "TautJSON", "TautFraming", "TautHandshake", "TautEnvelope",
      "TautBackoff", "TautAuth", "TautUserChannel", "TautTLS", "TautCrypto", "TautEventLoop", "TautWebSocket",
      "TautClient", "TautServer",
    ]),
  .program(
    "CLI",
    uses: [
      "CTautTerminal", "TautCommandLine", "TautBytes", "TautJSON", "TautFraming", "TautHandshake", "TautEnvelope",
      "TautBackoff", "TautHeartbeat", "TautDiagnostics", "TautNotifications", "TautSession", "TautAuth", "TautLog",
      "TautRecording", "TautTLS", "TautCrypto", "TautEventLoop", "TautWebSocket", "TautClient", "TautServer",
    ]),
]

/// The rooms that `TAUTLINE_ONLY` names, with all that they stand on: a short build for work on one library.
///
/// A list with commas, such as `TAUTLINE_ONLY=TautFraming,TautRooms`. Without it the whole house is built.
let built: [Room] = {
  guard let names = Context.environment["TAUTLINE_ONLY"] else { return house }
  var wanted = Set(names.split(separator: ",").map(String.init) + ["TautTesting"])
  for name in wanted where !house.contains(where: { $0.name == name }) {
    fatalError("TAUTLINE_ONLY names \(name), which is not in the table")
  }
  // Twice, because tests may use what stands above.
  for room in house.reversed() + house.reversed() where wanted.contains(room.name) {
    wanted.formUnion(room.uses + room.testUses)
  }
  return house.filter { wanted.contains($0.name) }
}()

/// The executables that the programs' folders build.
let products = ["Server": "tautline-server", "CLI": "tautline", "UserChannel": "tautline-chat"]

for (position, room) in house.enumerated() {
  for use in room.uses {
    guard let other = house.firstIndex(where: { $0.name == use }) else {
      fatalError("\(room.name) uses \(use), which is not in the table")
    }
    guard house[other].floor < room.floor || (house[other].floor == room.floor && other < position) else {
      fatalError("\(room.name) (floor \(room.floor)) may not use \(use) (floor \(house[other].floor)): only downwards")
    }
  }
}

/// The strict settings that every Swift target is built with.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// A room's folder is its name without the prefix.
func folder(_ room: Room) -> String {
  switch room.kind {
  case .system: "Libraries/\(room.name.replacing("CTaut", with: "C"))"
  case .library: "Libraries/\(room.name.dropFirst(4))"
  case .program: "Apps/\(room.name)"
  }
}

func shortName(_ room: Room) -> String {
  room.kind == .library ? String(room.name.dropFirst(4)) : "\(room.name)App"
}

let targets: [Target] = built.flatMap { room -> [Target] in
  let dependencies = room.uses.map { Target.Dependency.target(name: $0) }
  switch room.kind {
  case .system:
    return [
      .target(name: room.name, path: folder(room), linkerSettings: room.links.map { .linkedLibrary($0) })
    ]
  case .library, .program:
    let target: Target =
      room.kind == .library
      ? .target(name: room.name, dependencies: dependencies, path: folder(room), swiftSettings: settings)
      : .executableTarget(
        name: products[room.name]!, dependencies: dependencies, path: folder(room), swiftSettings: settings)
    guard room.hasTests else { return [target] }
    let tested = Target.Dependency.target(name: products[room.name] ?? room.name)
    return [
      target,
      .testTarget(
        name: "\(shortName(room))Tests",
        dependencies: [tested] + (room.name == "TautTesting" ? [] : [.target(name: "TautTesting")]) + dependencies
          + room.testUses.map { .target(name: $0) },
        path: "Tests/\(shortName(room))Tests",
        swiftSettings: settings),
    ]
  }
}

/// What the guides that use several libraries at once are compiled with.
let guided = [
  "TautBackoff", "TautHeartbeat", "TautHealth", "TautDiagnostics", "TautNotifications", "TautReconciliation",
  "TautSimulation", "TautJSON", "TautEnvelope", "TautRooms", "TautFraming", "TautSession", "TautClient", "TautServer",
]

/// The tests of these guides; a build that leaves one of the libraries out leaves them out.
let guideTests: [Target] =
  guided.allSatisfy { name in built.contains { $0.name == name } }
  ? [
    .testTarget(
      name: "GuideTests", dependencies: guided.map { .target(name: $0) }, path: "Tests/GuideTests",
      swiftSettings: settings)
  ] : []

/// The fuzzers, built by `Scripts/fuzz` alone: libFuzzer brings their main function.
let fuzzers: [Target] =
  Context.environment["TAUTLINE_FUZZ"] == nil
  ? []
  : [
    ("FuzzFrames", ["TautBytes", "TautFraming"]),
    ("FuzzInflate", ["TautBytes", "TautDeflate"]),
    ("FuzzHead", ["TautBytes", "TautHandshake"]),
    ("FuzzJSON", ["TautBytes", "TautJSON", "TautEnvelope"]),
    ("FuzzFilters", ["TautBytes", "TautJSON", "TautRooms"]),
  ].map { name, uses in
    .executableTarget(
      name: name, dependencies: uses.map { .target(name: $0) }, path: "Tests/Fuzz/\(name)", swiftSettings: settings)
  }

/// What `Scripts/simulate` runs.
let simulation: [Target] =
  Context.environment["TAUTLINE_SIMULATE"] == nil
  ? []
  : [
    .executableTarget(
      name: "Simulate", dependencies: [.target(name: "TautTesting")], path: "Tests/Simulate", swiftSettings: settings)
  ]

/// What `Scripts/bench client` runs.
let benchmarks: [Target] =
  Context.environment["TAUTLINE_BENCH"] == nil
  ? []
  : [
    .executableTarget(
      name: "BenchClient",
      dependencies: [
        "TautBytes", "TautFraming", "TautHandshake", "TautJSON", "TautEnvelope", "TautEventLoop", "TautWebSocket",
        "TautSession", "TautClient",
      ].map { .target(name: $0) }, path: "Tests/Benchmarks/Client", swiftSettings: settings)
  ]

let package = Package(
  name: "tautline",
  products: built.compactMap { room -> Product? in
    switch room.kind {
    case .system: nil
    case .library: .library(name: room.name, targets: [room.name])
    case .program: .executable(name: products[room.name]!, targets: [products[room.name]!])
    }
  } + (fuzzers + simulation + benchmarks).map { .executable(name: $0.name, targets: [$0.name]) },
  targets: targets + guideTests + fuzzers + simulation + benchmarks
)

// The sessions that Tests/Resilience restarts servers under.
if Context.environment["TAUTLINE_STORM"] != nil {
  package.products.append(.executable(name: "Storm", targets: ["Storm"]))
  package.targets.append(
    .executableTarget(
      name: "Storm", dependencies: ["TautClient", "TautSession", "TautEventLoop"].map { .target(name: $0) },
      path: "Tests/Storm", swiftSettings: settings))
}
