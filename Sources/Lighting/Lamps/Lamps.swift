public import City
public import Geometry

/// The luminaires of a city's street lights, column by column: where they hang, how, and what they send out.
///
/// A mast with several luminaires (OSM `light:count`) has as many rows here.
public struct Lamps: Sendable {
    /// Row in the layer `street_light`.
    public private(set) var rows: [Int32] = []
    public private(set) var ids: [String] = []
    /// Foot of the mast, city coordinates; z is the ground.
    public private(set) var masts: [Point3] = []
    /// Light centre, city coordinates.
    public private(set) var positions: [Point3] = []
    /// Light centre above the ground, m.
    public private(set) var heights: [Double] = []
    public internal(set) var frames: [LuminaireFrame] = []
    /// Which of `photometries`.
    public internal(set) var photometry: [Int32] = []
    /// What the photometry's intensities are multiplied by for a new lamp, whether it is on or not.
    public internal(set) var scales: [Double] = []
    /// Luminous flux of the luminaire, lm.
    public internal(set) var fluxes: [Double] = []
    /// Electric power, W.
    public internal(set) var powers: [Double] = []
    /// Whether it gives light; false for one out of order.
    public internal(set) var isOn: [Bool] = []
    /// The road it lights first of all, by number in `Roads`; -1 for none near.
    public private(set) var roads: [Int32] = []
    /// Every lamp along every road, by road and then along it.
    public private(set) var places: [RoadPlace] = []
    public internal(set) var photometries: [Photometry]
    /// An index of the light centres.
    public private(set) var index = SpatialIndex(boxes: [])
    /// What was assumed or noticed.
    public private(set) var diagnostics: Diagnostics

    /// A lamp beside a road.
    public struct RoadPlace: Sendable, Hashable {
        public var road: Int32
        public var lamp: Int32
        /// Of the mast, along the road from its beginning, m.
        public var along: Double
        /// Of the mast, to the left of the road's middle, m.
        public var left: Double
    }

    public var count: Int { positions.count }
    /// The greatest mounting height, m; 0 of none.
    public private(set) var tallest = 0.0

    /// No lamps.
    init(diagnostics: Diagnostics) {
        photometries = []
        self.diagnostics = diagnostics
    }

    init(_ layer: Layer, rows wanted: [Int], _ inputs: LampInputs, city: City, roads: Roads) {
        diagnostics = Diagnostics()
        let choice = PhotometryChoice(layer, inputs)
        photometries = choice.photometries
        for used in photometries { for d in used.diagnostics { diagnostics.add(d) } }
        var noticed = Diagnostics()
        let reading = LampReading(layer, inputs, city, roads, choice)
        for row in wanted {
            guard let lamp = reading.lamp(row, &noticed) else { continue }
            let first = Int32(positions.count)
            for k in 0..<lamp.count { append(lamp, turned: .degrees(360 * Double(k) / Double(lamp.count)), choice) }
            for k in 0..<lamp.count {
                places += lamp.places.map {
                    RoadPlace(road: Int32($0.road), lamp: first + Int32(k), along: $0.along, left: $0.left)
                }
            }
        }
        places.sort { ($0.road, $0.along, $0.lamp) < ($1.road, $1.along, $1.lamp) }
        diagnostics.merge(noticed)
        if choice.isGenerated, !positions.isEmpty {
            diagnostics.caution(
                "photometry-generated",
                "no photometric file was given: lamps send out their flux as generated luminaires do, none of them a product",
                count: positions.count)
        }
        tallest = heights.max() ?? 0
        index = SpatialIndex(boxes: positions.map { Box(around: $0, radius: 0) })
    }

    private mutating func append(_ lamp: LampReading.Lamp, turned: Angle, _ choice: PhotometryChoice) {
        let azimuth = lamp.azimuth + turned
        rows.append(Int32(lamp.row))
        ids.append(lamp.id)
        masts.append(lamp.mast)
        heights.append(lamp.height)
        positions.append(
            lamp.mast + Point3(azimuth.sine * lamp.arm, azimuth.cosine * lamp.arm, lamp.height))
        // What the luminaire was measured with is part of its intensities already (EN 13201-3:2015, 6.3).
        let used = photometries[lamp.photometry]
        frames.append(LuminaireFrame(azimuth: azimuth, tilt: lamp.tilt - used.tiltMeasured))
        photometry.append(Int32(lamp.photometry))
        let rated = choice.fluxes[lamp.photometry]
        scales.append(rated > 0 ? lamp.flux / rated * (used.lampTilt?.factor(at: lamp.tilt) ?? 1) : 0)
        fluxes.append(lamp.flux)
        powers.append(lamp.power)
        isOn.append(lamp.isOn)
        roads.append(lamp.places.first.map { Int32($0.road) } ?? -1)
    }

    /// Puts every lamp in order.
    mutating func switchAllOn() { for i in isOn.indices { isOn[i] = true } }

    /// The lamps along a road, in order.
    public func places(onRoad road: Int) -> ArraySlice<RoadPlace> {
        let low = places.partitioningIndex { $0.road >= Int32(road) }
        let high = places.partitioningIndex { $0.road > Int32(road) }
        return places[low..<high]
    }
}

extension [Lamps.RoadPlace] {
    /// The first index whose element meets a condition that holds for all from there on.
    fileprivate func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Which photometry a lamp has: by an attribute, or a generated one that suits its road.
struct PhotometryChoice {
    let photometries: [Photometry]
    /// What their intensities give, lm.
    let fluxes: [Double]
    /// Whether no file was given at all.
    let isGenerated: Bool
    private let column: Column?
    private let byName: [String: Int]
    /// Where the generated ones begin: one a case of `Optic`.
    private let generated: Int

    init(_ layer: Layer, _ inputs: LampInputs) {
        var named: [String: Int] = [:]
        for (i, entry) in inputs.photometries.enumerated() { named[entry.name] = i }
        byName = named
        column = layer.column(inputs.attribute)
        generated = inputs.photometries.count
        isGenerated = named.isEmpty
        photometries =
            inputs.photometries.map(\.photometry) + Photometry.Optic.allCases.map { .generated($0, flux: 1000) }
        fluxes = photometries.map(\.flux)
    }

    /// The photometry of a lamp; nil where no file is named for its attribute's value, which is no generated one's name.
    func named(_ row: Int) -> Int? {
        guard let name = column?[row].text else { return byName["*"] }
        return byName[name] ?? Photometry.generatedNames.firstIndex(of: name).map { generated + $0 } ?? byName["*"]
    }

    /// The generated photometry of a lamp: post-top where it is low or lights a path, the narrow road optic where it is
    /// at least as high as its road is wide, the wide one elsewhere.
    func generated(height: Double, road: Roads.Road?) -> Int {
        let optic: Photometry.Optic
        if height <= 5.5 || road?.isCarriageway == false {
            optic = .postTop
        } else if let road, road.width > height {
            optic = .roadWide
        } else {
            optic = .roadNarrow
        }
        return generated + (Photometry.Optic.allCases.firstIndex(of: optic) ?? 0)
    }
}
