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
        case .mosqueSquare: 6.6
        case .mahalla: 8.3
        case .regular: 11.8
        case .growing: 5.4
        case .microDistrict: 1.6
        case .civic: 1.4
        case .industrial: 1.4
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
        -9600, -8350, -7160, -6020, -4940, -3900, -3020, -2200, -1470, -850, -300, 300, 850, 1520, 2350, 3280, 4320,
        5400, 6490,
    ]
    static let ys: [Double] = [
        -8250, -7110, -6020, -4990, -4010, -3080, -2250, -1520, -850, -300, 300, 850, 1520, 2350, 3280, 4320, 5400,
        6540, 7630,
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
        let (a, b) = ((p.x + 1540) / 8080, (p.y + 300) / 7970)
        let x = -1540 + 8080 * a * (1 - 0.34 * b * b).squareRoot()
        let y = -300 + 7970 * b * (1 - 0.34 * a * a).squareRoot()
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
