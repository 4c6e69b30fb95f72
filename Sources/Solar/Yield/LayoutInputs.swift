import City
import Geometry

/// The inputs that say where modules go on a plane.
struct LayoutInputs: Sendable {
    enum FlatMounting: String, Sendable, CaseIterable {
        case racks, flush
        case eastWest = "east_west"
    }
    enum Orientation: String, Sendable, CaseIterable { case automatic, portrait, landscape }

    /// Panels on flat roofs; azimuth from true north.
    var tilt: Angle
    var azimuth: Angle
    /// Ground coverage ratio of racks; 0 lets no row shade the next around noon of the winter solstice.
    var groundCoverage: Double
    /// Least free roof between rows of racks, m.
    var rowGap = 0.0
    let solsticeHours: Double
    let flatMounting: FlatMounting
    let flatBelow: Angle
    private let setback: Double
    private let orientation: ModuleOrientation?
    private let roofShare: Double
    private let facadeShare: Double
    private let pathRows: Int

    init(_ inputs: inout Inputs, planes: SceneInputs.Planes) throws {
        tilt = try inputs.angle("tilt", default: 30, in: 0...90, "Panel tilt from horizontal on flat roofs")
        azimuth = try inputs.angle(
            "azimuth", default: 180, in: 0...360,
            "Where panels on flat roofs look, clockwise from true north (on the southern hemisphere: 0)")
        flatMounting = try inputs.choice(
            "flat_mounting", default: FlatMounting.racks,
            "On flat roofs: rows of racks, flush, or pairs back to back (east_west: to azimuth ± 90°)")
        flatBelow = try inputs.angle("flat_below", default: 10, in: 0...45, "Roofs less steep than this are flat")
        groundCoverage = try inputs.number(
            "gcr", default: 0, in: 0...1,
            "Ground coverage of racks: module length over row pitch; 0 keeps rows free of shade around winter noon, "
                + "within 0.3 … 0.85 (east_west: 0.9)")
        solsticeHours = try inputs.number(
            "free_hours", unit: "h", default: 2, in: 0...6,
            "With gcr 0: hours before and after solar noon of the winter solstice without shade from the row in front")
        setback = try inputs.number(
            "setback", unit: "m", default: 0.5, in: 0...20, "Modules keep this distance from the edges of a plane")
        let way = try inputs.choice(
            "orientation", default: Orientation.automatic, "Long side up the slope, along it, or whichever fits more")
        orientation =
            switch way {
            case .automatic: nil
            case .portrait: .portrait
            case .landscape: .landscape
            }
        pathRows = Int(
            try inputs.integer("rows_between_paths", default: 0, in: 0...100, "Rows between walking paths; 0: no paths")
        )
        roofShare = try inputs.number(
            "usable_share", default: 0.9, in: 0...1,
            "Share of the places on a roof that can be used, for obstacles the model of the city does not show")
        facadeShare = try inputs.number(
            "facade_share", default: 0.3, in: 0...1, "Share of the places on a façade that can be used, beside windows")
        switch planes {
        case .roofs: inputs.noteUnused(["facade_share"], with: "planes", "there are no façades")
        case .facades:
            let names = ["tilt", "azimuth", "flat_mounting", "flat_below", "gcr", "free_hours", "usable_share"]
            inputs.noteUnused(names, with: "planes", "there are no roofs")
        case .both: break
        }
        if flatMounting == .flush {
            inputs.noteUnused(["tilt", "azimuth", "gcr", "free_hours"], with: "flat_mounting", "modules lie flat")
        } else if flatMounting == .eastWest {
            inputs.noteUnused(["free_hours"], with: "flat_mounting", "it spaces racks that look one way")
        } else if groundCoverage > 0 {
            inputs.noteUnused(["free_hours"], with: "gcr", "it spaces rows where gcr is 0")
        }
    }

    /// Whether a plane takes racks.
    func isRacked(_ receiver: Receiver) -> Bool {
        receiver.kind == .roof && flatMounting != .flush && receiver.tilt < flatBelow
    }

    /// What decides how racks stand.
    struct Racks: Hashable {
        var tilt: Angle
        var azimuth: Angle
        var groundCoverage: Double
    }

    var racks: Racks { Racks(tilt: tilt, azimuth: azimuth, groundCoverage: groundCoverage) }

    /// Bounds of the ground coverage that keeping winter noon free of shade may lead to: rows farther apart waste the roof
    /// of a northern city, rows closer together cannot be walked between.
    static let automaticCoverage = 0.3...0.85

    /// Ground coverage of racks at which no row shades the next around noon of the winter solstice, within
    /// ``automaticCoverage``; the lower bound where the winter has no sun.
    /// - Returns: the coverage, and whether a bound decided it.
    func automaticCoverage(latitude: Angle) -> (coverage: Double, isBounded: Bool) {
        let bounds = Self.automaticCoverage
        guard
            case .profileAngle(let angle)? = try? RowSpacing.winterSolstice(
                latitude: latitude, hoursFromNoon: solsticeHours, azimuth: azimuth), angle.sine > 1e-6
        else { return (bounds.lowerBound, true) }
        // Module length over row pitch on a level roof (Goswami 2015, section 3.4).
        let coverage = 1 / (tilt.cosine + tilt.sine * angle.cosine / angle.sine)
        let bounded = min(max(coverage, bounds.lowerBound), bounds.upperBound)
        return (bounded, bounded != coverage)
    }

    /// How racks stand on this latitude; azimuths become the grid's.
    func mounting(latitude: Angle, convergence: Angle) -> Mounting {
        let bothSides = flatMounting == .eastWest
        let grid = ((bothSides ? azimuth - .degrees(90) : azimuth) - convergence).wrapped
        guard !bothSides else {
            // Pairs fill the roof but for a gap to walk in.
            return .domes(
                tilt: tilt, azimuth: grid, ridgeGap: 0.05,
                spacing: .groundCoverage(groundCoverage > 0 ? groundCoverage : 0.9))
        }
        let coverage = groundCoverage > 0 ? groundCoverage : automaticCoverage(latitude: latitude).coverage
        return .racks(tilt: tilt, azimuth: grid, spacing: .groundCoverage(coverage))
    }

    /// Options for a plane.
    /// - Parameter racks: how modules stand where they are not flush.
    func options(for receiver: Receiver, module: ModuleSize, racks: Mounting) throws -> LayoutOptions {
        try LayoutOptions(
            moduleLength: module.length, moduleWidth: module.width, setbacks: Setbacks(all: setback),
            mounting: isRacked(receiver) ? racks : .flush, orientation: orientation, rowsBetweenPaths: pathRows,
            rowGap: rowGap, usableShare: receiver.kind == .roof ? roofShare : facadeShare)
    }
}

extension Angle {
    /// 0 ..< 360°.
    fileprivate var wrapped: Angle { .degrees(degrees - 360 * (degrees / 360).rounded(.down)) }
}

/// A module's sides, m.
struct ModuleSize: Sendable {
    var length: Double
    var width: Double

    /// Of an area, in the proportion of today's modules (1.722 : 1.134), where the makers' lists give the area alone.
    init(area: Double) {
        width = (area * 1.134 / 1.722).squareRoot()
        length = area / width
    }
}
