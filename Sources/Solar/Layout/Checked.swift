import Geometry

extension Double {
    /// The number itself if it lies in a range; NaN never does.
    /// - Throws: `InputError` that names the place.
    func checked(_ path: String, in range: ClosedRange<Double>) throws -> Double {
        guard range.contains(self) else {
            throw InputError(path: path, problem: "\(self) is not within \(range.lowerBound)…\(range.upperBound)")
        }
        return self
    }
}
