/// How high a building is above its ground, and which rule said so.
public struct BuildingHeight: Sendable, Hashable {
    public enum Rule: String, Sendable, CaseIterable {
        /// Faces in space: the data has the shape itself.
        case geometry
        /// The attribute `height`.
        case height
        /// The attribute `levels`, at 3 m a level, plus the roof.
        case levels
        /// Neither: a usual height for the attribute `use` (or `building`).
        case use
        /// Nothing known at all: two levels.
        case unknown

        /// Whether nobody knows the height.
        public var isAssumed: Bool { self == .use || self == .unknown }
    }

    /// Top above ground, m.
    public var top: Double
    /// Underside above ground, m: 0 but for parts that float (`min_height`, `min_level`).
    public var base: Double
    public var rule: Rule

    /// Height of one storey, m; OSM's Simple 3D Buildings and the 3DBAG documentation both assume about 3 m.
    public static let storey = 3.0

    /// The tallest building there is has 828 m and 163 storeys: what is beyond these is no height.
    public static let limit = 2000.0
    public static let storeyLimit = 400.0

    /// A height or number of levels: one "12 m" among a thousand numbers makes a column of texts; each is still read by
    /// itself. NaN for anything else.
    public static func number(_ value: Value) -> Double {
        guard case .text(let text) = value else { return value.double ?? .nan }
        let digits = text.drop { $0 == " " }.prefix { $0.isNumber || $0 == "." || $0 == "," }
        let rest = text.drop { $0 == " " }.dropFirst(digits.count).filter { $0 != " " }
        return rest.isEmpty || rest == "m" ? Double(digits.replacing(",", with: ".")) ?? .nan : .nan
    }

    /// Usual heights by use, m: one storey more or less is all one may expect of such a guess.
    static let byUse: [String: Double] = [
        "house": 4.5, "detached": 6, "residential": 6, "apartments": 15, "dormitory": 12, "school": 10,
        "kindergarten": 7, "university": 12, "hospital": 12, "clinic": 9, "office": 12, "commercial": 9, "retail": 6,
        "supermarket": 6, "bazaar": 6, "hotel": 12, "industrial": 8, "warehouse": 7, "mosque": 12, "religious": 12,
        "church": 15, "public": 10, "government": 12, "garage": 3, "garages": 3, "shed": 3, "hut": 3, "roof": 4,
        "greenhouse": 4, "farm": 5, "barn": 7, "service": 4, "train_station": 10, "sports": 10, "construction": 9,
    ]
}

extension Layer {
    /// The attribute columns that the height rules read, looked up once.
    public struct HeightColumns {
        public let height: Column?
        let minHeight: Column?
        let levels: Column?
        let minLevel: Column?
        let roofHeight: Column?
        let roofLevels: Column?
        let roofShape: Column?
        let use: Column?
        let building: Column?
    }

    public var heightColumns: HeightColumns {
        HeightColumns(
            height: column("height"), minHeight: column("min_height"), levels: column("levels"),
            minLevel: column("min_level"), roofHeight: column("roof_height"), roofLevels: column("roof_levels"),
            roofShape: column("roof_shape"), use: column("use"), building: column("building"))
    }

    /// The height of a building that is a footprint: `height`, else `levels` × 3 m + roof, else by use.
    public func buildingHeight(_ row: Int, _ columns: HeightColumns) -> BuildingHeight {
        func positive(_ column: Column?, below limit: Double = BuildingHeight.limit) -> Double? {
            guard let column else { return nil }
            let x = BuildingHeight.number(column[row])
            return x > 0 && x < limit ? x : nil
        }
        let storeys = BuildingHeight.storeyLimit
        let base =
            positive(columns.minHeight) ?? (positive(columns.minLevel, below: storeys) ?? 0) * BuildingHeight.storey
        func height(_ top: Double, _ rule: BuildingHeight.Rule) -> BuildingHeight {
            // A part that begins above its own top is one storey thick.
            BuildingHeight(top: top > base ? top : base + BuildingHeight.storey, base: base, rule: rule)
        }
        if let top = positive(columns.height) { return height(top, .height) }
        if let levels = positive(columns.levels, below: storeys) {
            let isFlat = columns.roofShape?[row].text.map { $0 == "flat" } ?? true
            let roof =
                positive(columns.roofHeight) ?? positive(columns.roofLevels, below: storeys).map {
                    $0 * BuildingHeight.storey
                }
                ?? (isFlat ? 0 : BuildingHeight.storey / 2)
            return height(levels * BuildingHeight.storey + roof, .levels)
        }
        for column in [columns.use, columns.building] {
            if let use = column?[row].text, let top = BuildingHeight.byUse[use] { return height(top, .use) }
        }
        return height(2 * BuildingHeight.storey, .unknown)
    }
}
