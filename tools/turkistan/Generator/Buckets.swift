import Geometry

/// Boxes sorted into square cells, to find what is near a place.
struct Buckets: Sendable {
    private var cells: [Key: [Int]] = [:]
    private let size: Double

    private struct Key: Hashable {
        var x: Int
        var y: Int
    }

    init(size: Double) { self.size = size }

    private func keys(_ box: Box) -> (ClosedRange<Int>, ClosedRange<Int>) {
        let (x, y) = (Int((box.minX / size).rounded(.down)), Int((box.minY / size).rounded(.down)))
        return (
            x...max(x, Int((box.maxX / size).rounded(.down))), y...max(y, Int((box.maxY / size).rounded(.down)))
        )
    }

    mutating func add(_ number: Int, _ box: Box) {
        let (xs, ys) = keys(box)
        for x in xs { for y in ys { cells[Key(x: x, y: y), default: []].append(number) } }
    }

    /// Whether something near the box meets the condition; things may be asked about more than once.
    func contains(near box: Box, where condition: (Int) -> Bool) -> Bool {
        let (xs, ys) = keys(box)
        for x in xs {
            for y in ys {
                if let numbers = cells[Key(x: x, y: y)], numbers.contains(where: condition) { return true }
            }
        }
        return false
    }
}
