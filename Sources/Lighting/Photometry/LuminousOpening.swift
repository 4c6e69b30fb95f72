/// The part of a luminaire that shines.
public struct LuminousOpening: Sendable, Hashable {
    /// Its outline, with its main axis where that matters.
    public enum Shape: String, Sendable, Hashable {
        case point
        /// Flat, or a box where it has a height.
        case rectangle
        /// A disk, or an upright cylinder where it has a height.
        case circle
        /// An elliptical disk, or an upright elliptical cylinder where it has a height.
        case ellipse
        case sphere
        case ellipsoid
        /// A lying cylinder.
        case cylinder
    }

    public var shape: Shape
    /// Metres, along C90–C270.
    public var length: Double
    /// Metres, along C0–C180.
    public var width: Double
    /// Metres, as seen from C0, C90, C180 and C270.
    public var heights: [Double]

    /// - Parameters:
    ///   - length: metres, along C90–C270.
    ///   - width: metres, along C0–C180.
    ///   - heights: metres, as seen from C0, C90, C180 and C270; one stands for all.
    public init(shape: Shape = .point, length: Double = 0, width: Double = 0, heights: [Double] = [0]) {
        self.shape = shape
        self.length = length
        self.width = width
        self.heights = heights.count == 4 ? heights : Array(repeating: heights.first ?? 0, count: 4)
    }

    /// Area as seen from below, m².
    public var area: Double {
        switch shape {
        case .point: 0
        case .rectangle, .cylinder: length * width
        case .circle, .ellipse, .sphere, .ellipsoid: length * width * (.pi / 4)
        }
    }

    /// From the three numbers of an IES file.
    ///
    /// LM-63-2002, table 1 and LM-63-1995, table 1: a negative number is a diameter. The earlier standards leave the
    /// length out (0) where the later repeat the width. "Photometric horizontal" (IES H = 0°) is C = 90° here.
    /// - Parameters:
    ///   - unit: metres in one unit of the numbers.
    ///   - year: of the standard; -w, l, -h is an ellipsoid until 1995, a lying cylinder since 2002.
    init(iesWidth width: Double, length: Double, height: Double, unit: Double, year: Int) {
        let w = abs(width) * unit
        let l = abs(length) * unit
        let h = abs(height) * unit
        switch (width.isLess(than: 0), length.isLess(than: 0), height.isLess(than: 0)) {
        case (false, false, false):
            self.init(shape: w == 0 && l == 0 && h == 0 ? .point : .rectangle, length: l, width: w, heights: [h])
        case (true, false, false) where length == 0:
            self.init(shape: .circle, length: w, width: w, heights: [h])
        case (true, false, true) where length == 0:
            self.init(shape: .sphere, length: w, width: w, heights: [h])
        case (true, true, false):
            self.init(shape: w == l ? .circle : .ellipse, length: l, width: w, heights: [h])
        case (true, true, true):
            self.init(shape: w == l && l == h ? .sphere : .ellipsoid, length: l, width: w, heights: [h])
        case (true, false, false), (false, true, false):
            self.init(shape: .ellipse, length: l, width: w, heights: [h])
        case (true, false, true) where year < 2002, (false, true, true) where year < 2002 && width > 0:
            self.init(shape: .ellipsoid, length: l, width: w, heights: [h])
        case (true, false, true), (false, true, true), (false, false, true):
            self.init(shape: .cylinder, length: l == 0 ? h : l, width: w == 0 ? h : w, heights: [h])
        }
    }
}
