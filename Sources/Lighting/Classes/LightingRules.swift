/// A body of lighting classes, and how a road gets its class: a standard with its year, or a national code.
///
/// It is data: the program holds EN 13201-2:2015 with CEN/TR 13201-1:2014, others are read from a file of the same form.
public struct LightingRules: Sendable, Hashable {
    /// `EN 13201-2:2015`.
    public var name: String
    public var classes: [LightingClass]
    /// By lighting family (`M`, `P`): how weights add up to a class.
    public var selections: [Selection]
    /// By type of road (OSM `highway`): its family and what is known of it.
    public var roads: [RoadType]
    /// Classes of illuminance comparable to those of luminance, where luminance cannot be computed.
    public var comparable: [Comparable]

    /// How a family's class follows from what a road is like: base − Σ weights (CEN/TR 13201-1:2014, 5 to 7).
    public struct Selection: Sendable, Hashable {
        public var family: String
        public var base: Int
        /// The last class of the family; the first is 1, or 0 for C.
        public var first: Int
        public var last: Int
        public var parameters: [Parameter]

        /// One parameter with its options.
        public struct Parameter: Sendable, Hashable {
            public var name: String
            public var weights: [Option]
            /// Which option a speed means; the first that fits. Empty where the parameter is none of speed.
            public var bySpeed: [SpeedStep]
        }

        public struct Option: Sendable, Hashable {
            public var name: String
            public var weight: Int
        }

        /// From (or, if not inclusive, above) a speed on, an option.
        public struct SpeedStep: Sendable, Hashable {
            public var speed: Double
            public var isInclusive: Bool
            public var option: String
        }
    }

    /// What roads of a type are like where nothing else is known.
    public struct RoadType: Sendable, Hashable {
        public var highway: String
        public var family: String
        /// Parameter and option.
        public var options: [String: String]
        /// Above this speed, km/h, a road counts as another type; nil for never.
        public var faster: (speed: Double, type: String)? {
            get { fasterSpeed.map { ($0, fasterType) } }
            set {
                fasterSpeed = newValue?.speed
                fasterType = newValue?.type ?? ""
            }
        }
        private var fasterSpeed: Double?
        private var fasterType = ""

        public init(highway: String, family: String, options: [String: String]) {
            self.highway = highway
            self.family = family
            self.options = options
        }
    }

    /// The class of illuminance for a class of luminance on surfaces with Q0 up to a limit.
    public struct Comparable: Sendable, Hashable {
        public var upToQ0: Double
        public var classes: [String: String]
    }

    /// The class of that name.
    public func lightingClass(_ name: String) -> LightingClass? { classes.first { $0.name == name } }

    /// The class of a road.
    /// - Parameters:
    ///   - highway: its type, `residential`.
    ///   - speed: km/h; nil where unknown.
    ///   - given: options that count for every road, before those of its type.
    /// - Returns: nil for a type the rules do not know.
    public func lightingClass(highway: String, speed: Double?, given: [String: String] = [:]) -> LightingClass? {
        guard var type = roads.first(where: { $0.highway == highway }) else { return nil }
        if let speed, let faster = type.faster, speed > faster.speed,
            let other = roads.first(where: { $0.highway == faster.type })
        {
            type = other
        }
        guard let selection = selections.first(where: { $0.family == type.family }) else { return nil }
        var sum = 0
        for parameter in selection.parameters {
            var option = given[parameter.name] ?? type.options[parameter.name]
            if let speed,
                let step = parameter.bySpeed.first(where: { $0.isInclusive ? speed >= $0.speed : speed > $0.speed })
            {
                option = step.option
            }
            sum += parameter.weights.first { $0.name == option }?.weight ?? 0
        }
        let number = min(selection.last, max(selection.first, selection.base - sum))
        return lightingClass("\(selection.family)\(number)")
    }

    /// The class of illuminance that stands in for one of luminance on a surface (CEN/TR 13201-1:2014, table 2); the
    /// class itself where it asks for no luminance.
    public func illuminanceClass(for wanted: LightingClass, q0: Double) -> LightingClass? {
        guard wanted.limit(of: .averageLuminance) != nil else { return wanted }
        guard let row = comparable.first(where: { q0 <= $0.upToQ0 }) ?? comparable.last else { return nil }
        return row.classes[wanted.name].flatMap { lightingClass($0) }
    }
}
