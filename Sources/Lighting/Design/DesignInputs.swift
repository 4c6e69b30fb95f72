import City
import Geometry

/// The inputs that bound the layouts among which a design is looked for.
struct DesignInputs {
    enum Wanted: String, CaseIterable {
        case any
        case singleSided = "single_sided"
        case opposite
        case staggered
        case median
    }

    let space: LayoutSpace
    /// From the carriageway's edge to the mast, m.
    let setback: Double
    /// From a mast to the nearest building, m, at least.
    let clearance: Double

    init(_ inputs: inout Inputs, _ lamps: LampInputs) throws {
        let wanted = try inputs.choice(
            "arrangement", default: Wanted.any, "Where masts may stand; median on roads with a median only")
        let list = try inputs.file(
            "luminaires",
            "Candidate luminaires (CSV or JSON: name, price, flux_lm, power_w, photometry as named in 'photometry'); "
                + "generated street optics of 2,000 … 22,000 lm without one")
        let heights = try Self.steps(
            &inputs, "height", "m", 6...12, step: 1, in: 3...30, "mounting height")
        let tilts = try Self.steps(&inputs, "tilt", "°", 0...10, step: 5, in: -15...30, "tilt of the luminaires")
        let overhangs = try Self.steps(
            &inputs, "overhang", "m", 0...2, step: 1, in: -5...5, "overhang of the light over the carriageway's edge")
        let spacings = try Self.steps(
            &inputs, "spacing", "m", 15...60, step: 1, in: 5...150, "distance from mast to mast")
        setback = try inputs.number(
            "setback", unit: "m", default: 0.75, in: 0...10, "From the carriageway's edge to the masts")
        clearance = try inputs.number(
            "building_clearance", unit: "m", default: 0.5, in: 0...20, "From a mast to the nearest building, at least")
        space = LayoutSpace(
            arrangements: DesignArrangement(rawValue: wanted.rawValue).map { [$0] } ?? DesignArrangement.allCases,
            luminaires: try list.map {
                try DesignLuminaire.list(Records(bytes: $0.bytes, file: $0.path), files: lamps.photometries)
            } ?? DesignLuminaire.generated, heights: heights, tilts: tilts.map { .degrees($0) },
            overhangs: overhangs, spacings: spacings)
        let kinds = space.arrangements.count * space.luminaires.count * heights.count * tilts.count * overhangs.count
        if kinds > 200_000 {
            throw InputError(
                path: "inputs.height_step", problem: "there are \(kinds) kinds of layouts to try; 200000 are the limit",
                suggestion: "take greater steps, or fewer luminaires")
        }
    }

    /// The values between two bounds by a step; the greater bound is one of them.
    private static func steps(
        _ inputs: inout Inputs, _ name: String, _ unit: String, _ usual: ClosedRange<Double>, step: Double,
        in range: ClosedRange<Double>, _ what: String
    ) throws -> [Double] {
        let low = try inputs.number("min_\(name)", unit: unit, default: usual.lowerBound, in: range, "Least \(what)")
        let high = try inputs.number(
            "max_\(name)", unit: unit, default: usual.upperBound, in: range, "Greatest \(what)")
        let step = try inputs.number(
            "\(name)_step", unit: unit, default: step, in: 0.05...100, "Step in which it is varied")
        guard low <= high else {
            throw InputError(
                path: "inputs.min_\(name)", problem: "'min_\(name)' is greater than 'max_\(name)'",
                suggestion: "there is no layout between them")
        }
        var values = (0...Int(((high - low) / step + 1e-9).rounded(.down))).map { low + Double($0) * step }
        if let last = values.last, high - last > 1e-6 { values.append(high) }
        return values
    }
}

/// A profile given in place of the city's streets.
struct ProfileInputs {
    /// Nil for the city's streets.
    let width: Double?
    let lanes: Int
    let isOneway: Bool
    let median: Double

    init(_ inputs: inout Inputs) throws {
        width = try inputs.number(
            "width", unit: "m", in: 2...60,
            "Width of a carriageway: design for such a road, of the class 'lighting_class', and not for the city's streets"
        )
        lanes = Int(try inputs.integer("lanes", default: 2, in: 1...12, "Lanes of that carriageway"))
        isOneway = try inputs.flag("oneway", default: false, "Whether that carriageway is driven one way")
        median = try inputs.number(
            "median_width", unit: "m", default: 0, in: 0...50,
            "Width of the median between two such carriageways; 0 for a road of one")
        if width == nil {
            try inputs.refuse(
                ["lanes", "oneway", "median_width"], with: "width", "the city's streets have their own")
        }
    }
}
