import City
import Geometry

/// The inputs about lamps that all lighting simulations share.
struct LampInputs {
    /// Which of the city's lamps count.
    var filter: Filter?
    /// Name, as the attribute has it, and photometry; `*` is for all others.
    let photometries: [(name: String, photometry: Photometry)]
    let attribute: String
    let maintenanceFactor: Double
    /// Whether lamps out of order are dark.
    let isOutage: Bool
    /// Where the data do not say; nil for what is usual on the road.
    let height: Double?
    let power: Double?
    let flux: Double?
    let tilt: Angle
    let arm: Double

    init(_ inputs: inout Inputs) throws {
        filter = try inputs.filter("lamps", "Which street lights count, by their attributes; all if not given")
        attribute =
            try inputs.text(
                "photometry_by", default: "lamp_type",
                "Attribute of the lamps that says which photometric file is theirs") ?? "lamp_type"
        photometries = try inputs.files(
            "photometry",
            "Photometric file (IES LM-63 or EULUMDAT) of all lamps, or files by the value of 'photometry_by' with * for the "
                + "rest; without one generated luminaires that suit the road"
        ).map { ($0.name, try Photometry(bytes: $0.file.bytes, file: $0.file.path)) }
        maintenanceFactor = try inputs.number(
            "maintenance_factor", default: 0.8, in: 0.1...1, "Share of the new installation's light that counts")
        isOutage = try inputs.flag(
            "outages", default: true, "Whether lamps whose status says that they are out of order are dark")
        height = try inputs.number(
            "lamp_height", unit: "m", in: 1...60,
            "Height of the light above ground where a lamp has none; what is usual on its road if not given")
        power = try inputs.number(
            "lamp_power", unit: "W", in: 1...10_000,
            "Power where a lamp has none; what is usual on its road if not given")
        flux = try inputs.number(
            "lamp_flux", unit: "lm", in: 1...1_000_000,
            "Luminous flux of the luminaire where a lamp has none; its power times what its light source gives if not given"
        )
        tilt = try inputs.angle("lamp_tilt", default: 5, in: -90...90, "Tilt where a lamp has none")
        arm = try inputs.number(
            "lamp_arm", unit: "m", default: 1, in: 0...20,
            "From the mast to the light, where a lamp higher than 5.5 m has no 'overhang_m'")
    }

    /// The lamps of a city; none where it has no street lights.
    func lamps(of city: City, along roads: Roads) throws -> Lamps {
        guard let layer = city.layer("street_light") else {
            var none = Diagnostics()
            none.caution("no-street-lights", "the city has no layer 'street_light'", city.name)
            return Lamps(diagnostics: none)
        }
        let rows = try filter?.rows(of: layer, path: "inputs.lamps") ?? Array(0..<layer.count)
        return Lamps(layer, rows: rows, self, city: city, roads: roads)
    }
}
