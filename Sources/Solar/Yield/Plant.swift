import City
import Geometry

/// The PV plant on one receiver: what it yields and whether it pays.
struct Plant: Sendable {
    let receiver: Int
    var modules = 0
    /// kWp.
    var capacity = 0.0
    /// Light on the modules, kWh/m²a.
    var poa = 0.0
    /// By month, kWh.
    var dc = [Double](repeating: 0, count: 12)
    var ac = [Double](repeating: 0, count: 12)
    /// kWh/a.
    var clipped = 0.0
    /// AC energy that dirt takes of what clean modules would give, and snow of what is left, kWh/a.
    var soiled = 0.0
    var snowed = 0.0
    /// Share of the beam that obstacles and rows take.
    var beamLoss = 0.0
    /// Of the largest array.
    var tilt: Angle?
    var azimuth: Angle?
    var groundCoverage: Double?
    /// Free roof between rows of racks on the map, m; nil for single rows, pairs and flush modules.
    var rowGap: Double?
    /// Cost of building it, however it is paid for, ₸.
    let capital: Double
    /// nil without modules.
    let investment: Investment?

    /// kWh/a.
    var energy: Double { ac.reduce(0, +) }
    /// Share of what clean modules would give that dirt takes, and of what modules free of snow would give that snow takes.
    var soilingLoss: Double? { Self.share(soiled, of: energy + snowed + soiled) }
    var snowLoss: Double? { Self.share(snowed, of: energy + snowed) }
    static func share(_ part: Double, of whole: Double) -> Double? { whole > 0 ? part / whole : nil }
    var specificYield: Double? { capacity > 0 ? energy / capacity : nil }
    /// Energy over what the nameplate would give in the light on the modules.
    var performanceRatio: Double? { capacity > 0 && poa > 0 ? energy / (capacity * poa) : nil }

    /// - Parameter tare: what the inverter draws at night by month, kWh/kWp.
    init(
        _ receiver: Int, _ field: ModuleField, _ years: some Sequence<(PVArray, ArrayYear)>, _ money: MoneyInputs,
        _ directions: LightDirections, _ tare: [Double]
    ) throws {
        self.receiver = receiver
        var (beam, open) = (0.0, 0.0)
        var largest = 0
        for (array, year) in years {
            modules += array.modules
            capacity += array.capacity
            poa += year.poa.reduce(0, +) * array.capacity
            beam += year.beam * array.capacity
            open += year.unshadedBeam * array.capacity
            clipped += year.clipped * array.capacity
            soiled += year.soiled * array.capacity
            snowed += year.snowed * array.capacity
            for month in 0..<12 {
                dc[month] += year.dc[month] * array.capacity
                ac[month] += (year.ac[month] - tare[month]) * array.capacity
            }
            if array.modules > largest {
                largest = array.modules
                tilt = Geometry.tilt(of: array.normal)
                azimuth = directions.trueAzimuth(of: array.normal)
            }
        }
        if capacity > 0 { poa /= capacity }
        beamLoss = open > 0 ? 1 - beam / open : 0
        groundCoverage = field.layout.groundCoverage
        if field.layout.rowShading.count == 1, let pitch = field.layout.rowPitch, let tilt {
            rowGap = pitch - field.layout.height * tilt.cosine
        }
        capital = money.costs.capital(capacity: capacity)
        investment =
            modules > 0
            ? try money.investment(energy: max(0, ac.reduce(0, +)), capacity: capacity) : nil
    }
}
