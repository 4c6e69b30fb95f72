import Geometry

/// Throws when a parameter is not a number or out of range, saying which and what was expected.
func expect(_ value: Double, in range: ClosedRange<Double>, _ path: String, _ meaning: String) throws {
    guard range.contains(value) else {
        throw InputError(
            path: path, problem: "\(meaning): expected \(range.lowerBound)...\(range.upperBound), found \(value)")
    }
}

/// Throws at the first value of a series that is not a number or out of range.
func expectAll(_ values: [Double], in range: ClosedRange<Double>, _ path: String, _ meaning: String) throws {
    guard let bad = values.firstIndex(where: { !range.contains($0) }) else { return }
    throw InputError(
        path: "\(path)[\(bad)]",
        problem: "\(meaning): expected \(range.lowerBound)...\(range.upperBound), found \(values[bad])")
}

/// Throws when two series that run side by side differ in length.
func expectSameCount(_ count: Int, _ other: Int, _ path: String, _ meaning: String) throws {
    guard count == other else {
        throw InputError(path: path, problem: "\(meaning): expected \(count) values, found \(other)")
    }
}
