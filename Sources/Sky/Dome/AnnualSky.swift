public import Geometry

/// A year of light, gathered by direction: what rays towards the sky carry.
///
/// Diffuse light is summed by patch of the dome: every hour's all-weather sky (Perez et al. 1993), scaled to that hour's
/// DHI. Direct light is summed by small cells of sun position. A plane that sees all of it receives
/// ``irradiation(of:albedo:)``; one that is shaded receives the same sums over the patches and beams its rays reach.
///
/// - Horizontal planes: diffuse is the year's DHI and direct is the year's DNI cos z exactly (the file's own gap
///   between that and GHI stays in ``closure``).
/// - Tilted planes, direct: exact, save for cells that straddle the plane's edge.
/// - Tilted planes, diffuse: the model is another one than Perez 1990's for planes; totals differ by up to 1.5 % on
///   roofs and 3.2 % on walls, with any subdivision of the dome (see the tests for figures).
public struct AnnualSky: Sendable {
    /// Direct light from one cell of sun positions.
    public struct Beam: Sendable, Hashable {
        /// Unit vector towards the sun: the mean of the cell's suns, weighted by their light.
        public var direction: Point3
        /// Direct normal irradiation along it, Wh/m2.
        public var irradiation: Double
    }

    /// Irradiation of a plane, Wh/m2.
    public struct PlaneIrradiation: Sendable, Hashable {
        /// Directly from the sun.
        public var direct: Double
        /// From the sky.
        public var skyDiffuse: Double
        /// From the ground.
        public var groundReflected: Double
        /// All of it.
        public var global: Double { direct + skyDiffuse + groundReflected }
    }

    /// The dome's patches.
    public let patches: SkyPatches
    /// Diffuse radiance of each patch, summed: Wh/(m2 sr).
    public private(set) var radiance: [Double]
    /// Direct light by direction, from low suns to high.
    public private(set) var beams: [Beam] = []
    /// Global horizontal irradiation as the weather says, Wh/m2.
    public private(set) var ghi = 0.0
    /// Diffuse horizontal irradiation, Wh/m2.
    public private(set) var dhi = 0.0
    /// Direct normal irradiation, Wh/m2.
    public private(set) var dni = 0.0
    /// Light the ground reflects where the weather has albedo, Wh/m2; nil otherwise.
    public private(set) var groundRadiosity: Double?
    /// Direct normal irradiation in hours whose (mid-hour) sun is below the horizon, left out; Wh/m2.
    public private(set) var directBelowHorizon = 0.0
    /// Hours gathered.
    public let hours: Int

    /// Gathers a year.
    /// - Parameters:
    ///   - weather: hour by hour.
    ///   - hours: the hours to take; all when nil. (A month, a season.)
    ///   - sunStep: size of the cells of sun positions, 0.1...15 degrees; smaller cells, more beams.
    ///   - patches: the dome's patches.
    public init(
        _ weather: Weather, hours: Range<Int>? = nil, sunStep: Angle = .degrees(2.5), patches: SkyPatches = .tregenza
    ) {
        var dome = SkyDome(patches: patches)
        self.patches = patches
        radiance = Array(repeating: 0, count: patches.count)
        let range = (hours ?? 0..<weather.count).clamped(to: 0..<weather.count)
        self.hours = range.count
        let suns = weather.sunPositions()
        let extra = weather.dniExtra()
        var cells = SunCells(step: min(15, max(0.1, sunStep.degrees)))
        var radiosity = 0.0
        for hour in range {
            let light = weather.irradiance(hour)
            ghi += light.ghi
            dhi += light.dhi
            dni += light.dni
            radiosity += light.ghi * (weather.albedo?[hour] ?? 0)
            guard light.dhi > 0 || light.dni > 0 else { continue }
            let sun = suns[hour]
            let direction = sun.direction
            dome.sky(light, dniExtra: extra[hour], solarZenith: sun.apparentZenith, sun: direction) { pattern, scale in
                for patch in 0..<pattern.count { radiance[patch] += scale * Double(pattern[patch]) }
            }
            if sun.apparentZenith.degrees < 90 {
                cells.add(direction, light.dni)
            } else {
                directBelowHorizon += light.dni
            }
        }
        beams = cells.beams
        groundRadiosity = weather.albedo == nil ? nil : radiosity
    }

    /// GHI minus what the gathered light gives on the horizontal, Wh/m2: the weather's own inconsistency.
    public var closure: Double {
        ghi - dhi - beams.reduce(0) { $0 + $1.irradiation * $1.direction.z }
    }

    /// Irradiation of an unshaded plane over level ground.
    /// - Parameter albedo: share of light the ground reflects, 0...1.
    public func irradiation(of plane: PlaneOrientation, albedo: Double) -> PlaneIrradiation {
        let normal = plane.normal
        return PlaneIrradiation(
            direct: beams.reduce(0) { $0 + $1.irradiation * max(0, $1.direction.dot(normal)) },
            skyDiffuse: patches.irradiance(radiance: radiance, normal: normal),
            groundReflected: Sky.groundReflected(plane, ghi: ghi, albedo: albedo))
    }
}

/// Direct light gathered in cells of nearly equal size over the hemisphere.
///
/// A cell keeps the vector sum of its beams, so that any plane which has the whole cell in front of it receives exactly
/// what the single beams would give.
private struct SunCells {
    private let bands: Int
    private var sums: [[Point3]]

    init(step: Double) {
        let bands = Int((90 / step).rounded(.up))
        self.bands = bands
        sums = (0..<bands).map { band in
            let middle = (Double(band) + 0.5) * 90 / Double(bands)
            let count = max(1, Int((360 * cos(middle * radiansPerDegree) / step).rounded()))
            return Array(repeating: .zero, count: count)
        }
    }

    mutating func add(_ direction: Point3, _ irradiation: Double) {
        guard irradiation > 0, direction.z >= 0 else { return }
        let elevation = asin(min(1, direction.z)) / radiansPerDegree
        let band = min(bands - 1, Int(elevation / 90 * Double(bands)))
        let turn = wrapDegrees(atan2(direction.x, direction.y) / radiansPerDegree) / 360
        let cell = min(sums[band].count - 1, Int(turn * Double(sums[band].count)))
        sums[band][cell] = sums[band][cell] + direction * irradiation
    }

    var beams: [AnnualSky.Beam] {
        sums.joined().compactMap { sum in
            let length = sum.length
            return length > 0 ? AnnualSky.Beam(direction: sum * (1 / length), irradiation: length) : nil
        }
    }
}
