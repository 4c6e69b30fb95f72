import Foundation
import Geometry
import Sky
import Testing

/// Rows of a truth file, by column name; an empty cell is nil.
struct TruthTable {
    private let columns: [String: Int]
    private let cells: [[Substring]]

    init(_ name: String) throws {
        let file = projectRoot.appending(path: "Tests/Truth/sky/\(name).csv")
        let lines = try String(decoding: Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
        let header = try #require(lines.first, "\(name).csv is empty").split(separator: ",")
        columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { (String($1), $0) })
        cells = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    var rows: [Row] { cells.map { Row(columns: columns, cells: $0) } }

    struct Row {
        let columns: [String: Int]
        let cells: [Substring]

        func optional(_ name: String) -> Double? { columns[name].flatMap { Double(cells[$0]) } }
        func text(_ name: String) -> String { columns[name].map { String(cells[$0]) } ?? "" }
        /// A cell that must hold a number; NaN, which equals nothing, when it does not.
        subscript(_ name: String) -> Double { optional(name) ?? .nan }
        func angle(_ name: String) -> Angle { .degrees(self[name]) }
    }
}

let projectRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// A file that tools/fetch-data brings: a test that needs it fails without it.
func fetched(_ path: String) throws -> [UInt8] {
    let cache =
        ProcessInfo.processInfo.environment["QALA_PYPI_CACHE"].map { URL(filePath: $0) }
        ?? projectRoot.appending(path: ".cache/pypi")
    let file = cache.appending(path: path)
    guard let data = try? Data(contentsOf: file) else {
        Issue.record("\(file.path()) is missing: run tools/fetch-data")
        throw CocoaError(.fileNoSuchFile)
    }
    return [UInt8](data)
}

/// Whether two numbers agree within a relative tolerance (absolute below `floor`).
func agrees(_ a: Double, _ b: Double, relative: Double, floor: Double = 1e-6) -> Bool {
    abs(a - b) <= relative * max(abs(a), abs(b), floor)
}

/// Distance of two angles in degrees, 0...180.
func angularDistance(_ a: Double, _ b: Double) -> Double {
    let d = abs(a - b).truncatingRemainder(dividingBy: 360)
    return min(d, 360 - d)
}

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
