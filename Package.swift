// swift-tools-version: 6.2
import PackageDescription

/// Settings every Swift target shares.
let swift: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "qala",
    products: [
        .executable(name: "qala", targets: ["qala"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // Floor 0: C libraries as module maps, JSON, pure geometry.
        .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
        .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CSIMD"),
        .target(name: "CPageGuard"),
        .target(
            name: "COsmium",
            linkerSettings: ["z", "bz2", "expat", "pthread"].map { .linkedLibrary($0) }),
        .target(name: "JSON", dependencies: ["CSimdjson"], swiftSettings: swift),
        .target(name: "Geometry", dependencies: ["CSIMD"], swiftSettings: swift),
        .target(name: "Money", swiftSettings: swift),
        // Floor 1: coordinate reference systems and planar operations; the city.
        .target(name: "Geodesy", dependencies: ["CGEOS", "CPROJ", "Geometry"], swiftSettings: swift),
        .target(name: "City", dependencies: ["Geometry", "JSON"], swiftSettings: swift),
        // Floor 2: the sky.
        .target(name: "Sky", dependencies: ["Geometry", "JSON"], swiftSettings: swift),
        // Floor 3: one target per question, and the file formats.
        .target(
            name: "Solar", dependencies: ["CSIMD", "City", "Geodesy", "Geometry", "Money", "Sky"], swiftSettings: swift),
        .target(
            name: "Lighting", dependencies: ["CExpat", "CSIMD", "City", "Geodesy", "Geometry", "JSON", "Money", "Sky"],
            swiftSettings: swift),
        .target(
            name: "Formats",
            dependencies: [
                "CCairo", "COsmium", "CPageGuard", "CSQLite", "CZlib", "City", "Geodesy", "Geometry", "JSON",
            ],
            swiftSettings: swift),
        // Floor 4: load, change, run, compare, write.
        .target(
            name: "Engine", dependencies: ["City", "Formats", "Geodesy", "Geometry", "JSON", "Lighting", "Solar"],
            swiftSettings: swift),
        // Floor 6: the command line.
        .executableTarget(
            name: "qala",
            dependencies: [
                "City", "Engine", "Geometry", "JSON",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: swift),
        // The generator of the synthetic city of Turkistan; no part of qala itself.
        .target(
            name: "TurkistanCity", dependencies: ["City", "Geometry"], path: "tools/turkistan/Generator",
            swiftSettings: swift),
        .executableTarget(
            name: "turkistan",
            dependencies: [
                "City", "Formats", "Geometry", "TurkistanCity",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "tools/turkistan/Command", swiftSettings: swift),
        // Writes GeoData/luminaires; no part of qala itself.
        .executableTarget(
            name: "luminaires", dependencies: ["Lighting"], path: "tools/luminaires", swiftSettings: swift),
        // Speed, side by side with others.
        .executableTarget(
            name: "qala-bench",
            dependencies: [
                "CGEOS", "City", "Engine", "Formats", "Geometry", "JSON", "Lighting", "Sky", "TurkistanCity",
            ],
            path: "tools/bench", exclude: ["make-files.py", "peers"],
            swiftSettings: swift),
        .testTarget(name: "GeometryTests", dependencies: ["Geometry"]),
        .testTarget(name: "GeodesyTests", dependencies: ["Geodesy", "Geometry"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(name: "CityTests", dependencies: ["City", "Geometry", "JSON"]),
        .testTarget(name: "SkyTests", dependencies: ["Sky", "Geometry"]),
        .testTarget(name: "TurkistanTests", dependencies: ["City", "Geometry", "TurkistanCity"]),
        .testTarget(
            name: "FormatsTests", dependencies: ["City", "Formats", "Geodesy", "Geometry", "JSON"], exclude: ["Data"]),
        .testTarget(
            name: "SolarTests",
            dependencies: ["City", "Engine", "Geodesy", "Geometry", "JSON", "Money", "Sky", "Solar"]),
        .testTarget(
            name: "LightingTests",
            dependencies: ["CSIMD", "City", "Engine", "Geometry", "JSON", "Lighting", "Money", "Sky"],
            exclude: ["Data"]),
        .testTarget(name: "EngineTests", dependencies: ["City", "Engine", "Geometry", "JSON"]),
        .testTarget(name: "QalaTests", dependencies: ["JSON", "qala"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
