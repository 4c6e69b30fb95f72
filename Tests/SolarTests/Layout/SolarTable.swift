import Foundation
import Geometry
import Testing

/// Rows of a file in Tests/Truth/solar, by column name.
struct SolarTable {
    let rows: [Row]

    init(_ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Truth/solar/\(name).csv")
        let lines = try String(decoding: Data(contentsOf: file), as: UTF8.self).split(separator: "\n")
        let header = try #require(lines.first, "\(name).csv is empty").split(separator: ",")
        let columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { (String($1), $0) })
        rows = lines.dropFirst().map {
            Row(columns: columns, cells: $0.split(separator: ",", omittingEmptySubsequences: false))
        }
    }

    struct Row {
        let columns: [String: Int]
        let cells: [Substring]

        func text(_ name: String) -> String { columns[name].map { String(cells[$0]) } ?? "" }
        /// A cell that must hold a number; NaN, which equals nothing, when it does not.
        subscript(_ name: String) -> Double { Double(text(name)) ?? .nan }
        func angle(_ name: String) -> Angle { .degrees(self[name]) }
        /// Numbers separated by spaces.
        func numbers(_ name: String) -> [Double] { text(name).split(separator: " ").compactMap { Double($0) } }
        /// `x y z x y z … | …`
        func rings(_ name: String) -> [[Point3]] {
            text(name).split(separator: "|").map { ring in
                let v = ring.split(separator: " ").compactMap { Double($0) }
                return stride(from: 0, to: v.count - 2, by: 3).map { Point3(v[$0], v[$0 + 1], v[$0 + 2]) }
            }
        }
    }
}

/// SplitMix64: the same numbers on every machine.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
