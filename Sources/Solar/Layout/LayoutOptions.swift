import Geometry

/// What modules are laid out and how.
public struct LayoutOptions: Sendable, Hashable {
    /// The module's long side, m.
    public let moduleLength: Double
    /// The module's short side, m.
    public let moduleWidth: Double
    /// Between neighbouring modules of a row, and of flush rows, m.
    public let gap: Double
    public let setbacks: Setbacks
    public let mounting: Mounting
    /// nil: whichever holds more modules (portrait if both hold as many).
    public let orientation: ModuleOrientation?
    /// Glass above the roof, m: of flush modules along the normal, of racks at their lower edge.
    public let standoff: Double
    /// Rows between two walking paths; 0 for no paths.
    public let rowsBetweenPaths: Int
    /// Extra distance between rows for a path, m.
    public let pathWidth: Double
    /// Least free roof between one row of racks and the next, on the map, m.
    public let rowGap: Double
    /// Share of the module places that can really be taken, 0…1, where obstacles are not known one by one: windows in a
    /// wall. The places taken are spread evenly over all of them.
    public let usableShare: Double

    /// The defaults are a common module of 2024: 1.722 × 1.134 m, 108 half cells, about 430 W (assumption: the size most
    /// makers have agreed on for roofs, e.g. the M10 format), mid clamps of 20 mm, and 0.1 m over the roof.
    /// - Throws: `InputError` for a value out of range.
    public init(
        moduleLength: Double = 1.722, moduleWidth: Double = 1.134, gap: Double = 0.02, setbacks: Setbacks,
        mounting: Mounting = .flush, orientation: ModuleOrientation? = nil, standoff: Double = 0.1,
        rowsBetweenPaths: Int = 0, pathWidth: Double = 0.8, rowGap: Double = 0, usableShare: Double = 1
    ) throws {
        let length = try moduleLength.checked("module.length", in: 0.05...20)
        let width = try moduleWidth.checked("module.width", in: 0.05...20)
        self.moduleLength = max(length, width)
        self.moduleWidth = min(length, width)
        self.gap = try gap.checked("module.gap", in: 0...10)
        self.setbacks = setbacks
        self.mounting = mounting
        self.orientation = orientation
        self.standoff = try standoff.checked("module.standoff", in: 0...10)
        self.rowsBetweenPaths = Int(try Double(rowsBetweenPaths).checked("paths.rows", in: 0...100))
        self.pathWidth = try pathWidth.checked("paths.width", in: 0...100)
        self.rowGap = try rowGap.checked("row_spacing.gap", in: 0...100)
        self.usableShare = try usableShare.checked("usable_share", in: 0...1)
        switch mounting {
        case .flush: break
        case .racks(let tilt, let azimuth, let spacing):
            _ = try tilt.degrees.checked("racks.tilt", in: 0...90)
            _ = try azimuth.degrees.checked("racks.azimuth", in: -360...360)
            try spacing.check()
        case .domes(let tilt, let azimuth, let ridgeGap, let spacing):
            _ = try tilt.degrees.checked("domes.tilt", in: 0...60)
            _ = try azimuth.degrees.checked("domes.azimuth", in: -360...360)
            _ = try ridgeGap.checked("domes.ridge_gap", in: 0...10)
            try spacing.check()
        }
    }
}

extension RowSpacing {
    fileprivate func check() throws {
        switch self {
        case .pitch(let pitch): _ = try pitch.checked("row_spacing.pitch", in: 0.01...10_000)
        case .groundCoverage(let ratio): _ = try ratio.checked("row_spacing.gcr", in: 0.001...1)
        case .profileAngle(let angle): _ = try angle.degrees.checked("row_spacing.profile_angle", in: 0.1...90)
        }
    }
}
