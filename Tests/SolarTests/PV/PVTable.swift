import Foundation
import Geometry
import Testing

/// Rows of a truth file of Tests/Truth/solar, by column name; an empty cell is no number.
struct PVTable {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private let columns: [String: Int]
    private let cells: [[Substring]]

    init(_ name: String) throws {
        let file = Self.root.appending(path: "Tests/Truth/solar/\(name).csv")
        let lines = try String(decoding: Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
        let header = try #require(lines.first, "\(name).csv is empty").split(separator: ",")
        columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { (String($1), $0) })
        cells = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    var rows: [Row] { cells.map { Row(columns: columns, cells: $0) } }

    /// A column as numbers.
    subscript(_ name: String) -> [Double] { rows.map { $0[name] } }

    struct Row {
        let columns: [String: Int]
        let cells: [Substring]

        func optional(_ name: String) -> Double? { columns[name].flatMap { Double(cells[$0]) } }
        func text(_ name: String) -> String { columns[name].map { String(cells[$0]) } ?? "" }
        /// A cell that must hold a number; NaN, which equals nothing, when it does not.
        subscript(_ name: String) -> Double { optional(name) ?? .nan }
        func angle(_ name: String) -> Angle { .degrees(self[name]) }
    }

    /// The greatest relative distance of two numbers, on the scale of the larger or of `floor`.
    static func distance(_ a: Double, _ b: Double, floor: Double) -> Double {
        let d = abs(a - b) / max(abs(a), abs(b), floor)
        return d.isNaN ? .infinity : d
    }

    /// A file that tools/fetch-data brings: a test that needs it fails without it.
    static func fetched(_ path: String) throws -> [UInt8] {
        let cache =
            ProcessInfo.processInfo.environment["QALA_PYPI_CACHE"].map { URL(filePath: $0) }
            ?? root.appending(path: ".cache/pypi")
        let file = cache.appending(path: path)
        guard let data = try? Data(contentsOf: file) else {
            Issue.record("\(file.path()) is missing: run tools/fetch-data")
            throw CocoaError(.fileNoSuchFile)
        }
        return [UInt8](data)
    }
}

/// The worst of many comparisons, with where it was.
struct Worst {
    private(set) var distance = 0.0
    private(set) var place = ""
    private(set) var count = 0

    mutating func take(_ ours: Double, _ theirs: Double, floor: Double = 1e-9, _ place: @autoclosure () -> String = "")
    {
        count += 1
        let d = PVTable.distance(ours, theirs, floor: floor)
        if d > distance {
            distance = d
            self.place = "\(ours) instead of \(theirs) \(place())"
        }
    }
}

/// SplitMix64: the same numbers on every machine.
struct PVRandom: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
