import Geometry

/// What a superblock — the ground between four main streets — is used for.
enum District: Sendable {
    /// The Yasawi complex itself.
    case complex
    /// The new mosque's square and old houses on both sides.
    case mosqueSquare
    /// Dense old quarter with irregular lanes.
    case mahalla
    /// Planned quarter of detached houses on plots of 7–9 ares.
    case regular
    /// Recent allotment of 10 ares a plot, half built.
    case growing
    /// Slab and tower blocks around courtyards.
    case microDistrict
    /// Bazaar, offices, hotels.
    case civic
    case industrial
    /// Irrigated fields and steppe within the city's boundary.
    case fields

    /// Buildings a hectare that such a district comes to; used to decide how far the city reaches.
    var density: Double {
        switch self {
        case .complex: 0.7
        case .mosqueSquare: 5.5
        case .mahalla: 10.9
        case .regular: 8.4
        case .growing: 4.5
        case .microDistrict: 1.5
        case .civic: 1.9
        case .industrial: 1.0
        case .fields: 0
        }
    }
}

/// The ground between four main streets.
struct Superblock: Sendable {
    /// Column and row in the grid of main streets.
    var i: Int
    var j: Int
    var district: District
    /// How far out in the city it lies, m; 0 in the small city.
    var remoteness: Double
    var parcel: Parcel
    var area: Double
}

/// The grid of main streets that the whole city hangs on, before it is bent.
///
/// Lines stand close around the old centre and wider apart outwards; the mausoleum is the point (0, 0).
enum Grid {
    static let xs: [Double] = [
        -9300, -8100, -6950, -5850, -4800, -3800, -2950, -2150, -1450, -850, -300, 300, 850, 1500, 2300, 3200, 4200,
        5250, 6300,
    ]
    static let ys: [Double] = [
        -8000, -6900, -5850, -4850, -3900, -3000, -2200, -1500, -850, -300, 300, 850, 1500, 2300, 3200, 4200, 5250,
        6350, 7400,
    ]
    static let classesX: [RoadClass] = [
        .tertiary, .tertiary, .secondary, .tertiary, .primary, .tertiary, .secondary, .tertiary, .primary, .secondary,
        .secondary, .secondary, .primary, .tertiary, .secondary, .tertiary, .primary, .tertiary, .tertiary,
    ]
    static let classesY: [RoadClass] = [
        .tertiary, .tertiary, .secondary, .tertiary, .primary, .tertiary, .secondary, .tertiary, .primary, .secondary,
        .secondary, .primary, .tertiary, .secondary, .tertiary, .primary, .tertiary, .tertiary, .tertiary,
    ]

    /// Columns and rows of the three by three superblocks of the small city, the complex in the middle.
    static let demoColumns = 9...11
    static let demoRows = 8...10

    static let urbanCentre = Point3(-1150, -250)
}

/// How the grid is bent into a city: corners rounded off to ring roads, a slight twist, and waves from the seed.
struct Bend: Sendable {
    private var phases: [Double]

    init(seed: UInt64) {
        var random = Random(seed: seed, stream: 1)
        phases = (0..<8).map { _ in random.uniform(0, 2 * .pi) }
    }

    func callAsFunction(_ p: Point3) -> Point3 {
        let (a, b) = ((p.x + 1500) / 7800, (p.y + 300) / 7700)
        let x = -1500 + 7800 * a * (1 - 0.34 * b * b).squareRoot()
        let y = -300 + 7700 * b * (1 - 0.34 * a * a).squareRoot()
        let square = x * x + y * y
        let angle = 0.21 * square / (square + 25e6)
        let (s, c) = (sine(angle), cosine(angle))
        // Both fade towards the mausoleum, whose surroundings are laid out by hand.
        let size = 120 * square / (square + 6.25e6)
        let wave = Point3(
            sine(y / 610 + phases[0]) + sine(x / 1130 + y / 830 + phases[1]),
            sine(x / 570 + phases[2]) + sine(y / 1210 - x / 790 + phases[3]))
        return Point3(x * c - y * s, x * s + y * c) + wave * (size / 2)
    }
}
