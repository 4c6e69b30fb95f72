import City
import Geometry

/// An EULUMDAT file (`.ldt`), read: one value a line.
///
/// Sources: A. W. Stockmar, "EULUMDAT - ein Leuchtendatenformat für den europäischen Beleuchtungsplaner" (Licht '90) and
/// "EULUMDAT/2" (CIBSE 1998); the table of lines in AGi32's help, "EULUMDAT file format".
struct EULUMDATFile {
    let text: PhotometryText
    private var symmetry = 0
    private var planeCount = 0
    private var gammaCount = 0
    private var lampSets: [LampSet] = []
    private var c: [Double] = []
    private var gamma: [Double] = []
    /// cd per 1,000 lm of the lamps, plane by plane as given.
    private var relative: [Double] = []
    /// Planes given, as indices into `c`.
    private var given: [Int] = []
    private var diagnostics = Diagnostics()
    private var next = 0

    /// One of the choices of lamps a file offers.
    struct LampSet {
        var count = 1
        var isAbsolute = false
        var type = ""
        /// Of the whole set, lm.
        var flux = 0.0
        var color = ""
        var rendering = ""
        var power = 0.0
    }

    /// Sizes in mm: luminous area's length, width and heights at C0, C90, C180, C270.
    private var sizes: [Double] = []
    private var downwardShare = 0.0
    private var outputRatio = 0.0
    private var conversion = 1.0
    private var tilt = 0.0

    /// Whether a file is one: of lines 2 to 7, all numbers, most are; a wrong one is then named with its line.
    static func matches(_ text: PhotometryText) -> Bool {
        guard text.lines.count >= 7 else { return false }
        return text.lines[1...6].count { number(in: $0, of: text) != nil } >= 4
    }

    /// A number; German programs write a decimal comma.
    private static func number(in line: Range<Int>, of text: PhotometryText) -> Double? {
        if let value = text.number(line) { return value }
        let content = text.string(line)
        guard content.count <= 40, content.filter({ $0 == "," }).count == 1,
            content.allSatisfy({ "0123456789+-,".contains($0) })
        else { return nil }
        return Double(content.split(separator: ",", omittingEmptySubsequences: false).joined(separator: "."))
    }

    init(_ text: PhotometryText) throws {
        self.text = text
        try readHeader()
        try readLampSets()
        // Direct ratios for ten room indices: not needed, but they must be there.
        for k in 0..<10 { _ = try number("direct ratio \(k + 1)", in: -1e6...1e6) }
        try readAngles()
        try readIntensities()
    }

    private mutating func line(_ name: String) throws -> Range<Int> {
        guard next < text.lines.count else {
            throw text.error(
                line: max(0, text.lines.count - 1), "\(name): expected one more line, found the file's end: truncated?")
        }
        next += 1
        return text.lines[next - 1]
    }

    private mutating func string(_ name: String) throws -> String { text.string(try line(name)) }

    private mutating func number(_ name: @autoclosure () -> String, in range: ClosedRange<Double>) throws -> Double {
        let place = try line(name())
        guard let value = Self.number(in: place, of: text) else {
            throw text.error(line: next - 1, "\(name()): expected a number, found \(text.quoted(place))")
        }
        if text.bytes[place].contains(0x2C) {
            diagnostics.repaired("decimal-comma", "decimal commas; read as points")
        }
        guard range.contains(value) else {
            throw text.error(
                line: next - 1, "\(name()): expected \(range.lowerBound)...\(range.upperBound), found \(value)")
        }
        return value
    }

    private mutating func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int {
        let value = try number(name, in: Double(range.lowerBound)...Double(range.upperBound))
        guard let whole = Int(exactly: value) else {
            throw text.error(line: next - 1, "\(name): expected a whole number, found \(value)")
        }
        return whole
    }

    private mutating func readHeader() throws {
        next = 1
        _ = try number("type indicator", in: 0...9)
        symmetry = try integer("symmetry indicator", in: 0...4)
        // Each angle takes a line of its own, so a file holds no more of them than lines.
        planeCount = try integer("number of C planes", in: 1...max(1, text.lines.count))
        _ = try number("distance of C planes", in: 0...360)
        gammaCount = try integer("number of intensities a plane", in: 2...max(2, text.lines.count))
        _ = try number("distance of intensities", in: 0...180)
        for name in ["report number", "luminaire name", "luminaire number", "file name", "date"] { _ = try line(name) }
        for name in ["length", "width", "height"] { _ = try number("luminaire's \(name)", in: -1e6...1e6) }
        for name in ["length", "width", "height at C0", "height at C90", "height at C180", "height at C270"] {
            sizes.append(abs(try number("luminous area's \(name)", in: -1e6...1e6)))
        }
        downwardShare = try number("downward flux fraction", in: -1...1_000)
        outputRatio = try number("light output ratio", in: 0...1_000)
        conversion = try number("conversion factor", in: 0...1e6)
        tilt = try number("tilt while measured", in: -360...360)
        if conversion == 0 {
            conversion = 1
            diagnostics.repaired("conversion-zero", "a conversion factor of 0; taken as 1")
        }
    }

    private mutating func readLampSets() throws {
        let count = try integer("number of lamp sets", in: 1...max(1, text.lines.count / 6))
        for k in 1...count {
            var set = LampSet()
            let lamps = try integer("number of lamps of set \(k)", in: -100_000...100_000)
            guard lamps != 0 else {
                throw text.error(
                    line: next - 1,
                    "number of lamps of set \(k): expected 1 or more, or less than 0 for absolute, found 0")
            }
            set.count = abs(lamps)
            set.isAbsolute = lamps < 0
            set.type = try string("type of lamps of set \(k)")
            set.flux = try number("flux of lamp set \(k)", in: 0...1e9)
            guard set.flux > 0 else {
                throw text.error(line: next - 1, "flux of lamp set \(k): expected more than 0 lm, found \(set.flux)")
            }
            set.color = try string("colour of lamp set \(k)")
            set.rendering = try string("colour rendering of lamp set \(k)")
            set.power = try number("power of lamp set \(k)", in: 0...1e6)
            lampSets.append(set)
        }
    }

    private mutating func readAngles() throws {
        c = try angles(planeCount, "C angle", in: 0...360)
        gamma = try angles(gammaCount, "γ angle", in: 0...180)
        let quarter = planeCount / 4
        switch symmetry {
        case 1: given = [0]
        case 2:
            try requirePlanes(2, [(planeCount / 2, 180)])
            given = Array(0...planeCount / 2)
        case 3:
            try requirePlanes(4, [(quarter, 90), (3 * quarter, 270)])
            given = Array(3 * quarter..<planeCount) + Array(0...quarter)
        case 4:
            try requirePlanes(4, [(quarter, 90)])
            given = Array(0...quarter)
        default: given = Array(0..<planeCount)
        }
    }

    /// What a symmetry asks of the planes: their number's divisor, and which of them stand where.
    private func requirePlanes(_ divisor: Int, _ places: [(index: Int, angle: Double)]) throws {
        guard planeCount % divisor == 0, c[0] == 0, places.allSatisfy({ abs(c[$0.index] - $0.angle) < 0.01 }) else {
            throw text.error(
                line: 3,
                "symmetry indicator \(symmetry): expected a number of C planes divisible by \(divisor) with one at 0° and "
                    + places.map { "number \($0.index + 1) at \($0.angle)°" }.joined(separator: ", ") + ", found others"
            )
        }
    }

    private mutating func angles(_ count: Int, _ name: String, in range: ClosedRange<Double>) throws -> [Double] {
        var values: [Double] = []
        for k in 0..<count {
            let value = try number("\(name) \(k + 1) of \(count)", in: range)
            if let last = values.last, value <= last {
                throw text.error(
                    line: next - 1, "\(name) \(k + 1): expected more than the \(last)° before it, found \(value)")
            }
            values.append(value)
        }
        return values
    }

    private mutating func readIntensities() throws {
        let left = text.lines.count - next
        guard given.count <= left, gammaCount <= left, given.count * gammaCount <= left else {
            throw text.error(
                line: text.lines.count - 1,
                "expected \(given.count) planes of \(gammaCount) intensities, found \(left) lines left: truncated?")
        }
        relative.reserveCapacity(given.count * gammaCount)
        for turn in given.map({ c[$0] }) {
            for height in gamma {
                let value = try number("intensity at C \(turn)°, γ \(height)°", in: -1e9...1e9)
                guard value >= 0 else {
                    throw text.error(
                        line: next - 1,
                        "intensity at C \(turn)°, γ \(height)°: expected 0 cd/klm or more, found \(value)")
                }
                relative.append(value)
            }
        }
    }

    /// The value the rest of the program works with.
    /// - Parameter lampSet: counted from 1.
    func photometry(lampSet: Int) throws -> Photometry {
        guard lampSets.indices.contains(lampSet - 1) else {
            throw InputError(
                path: "lamp_set", problem: "expected 1...\(lampSets.count) for \(text.file), found \(lampSet)")
        }
        let set = lampSets[lampSet - 1]
        var found = diagnostics
        if lampSets.count > 1 {
            found.note("lamp-sets", "\(lampSets.count) sets of lamps to choose from; set \(lampSet) is used")
        }
        var web = PhotometricWeb(symmetry == 1 ? [0] : given.map { c[$0] })
        switch symmetry {
        case 2: web.mirror(at: 0)
        case 3: web.mirror(at: 90)
        case 4:
            web.mirror(at: 90)
            web.mirror(at: 0)
        default: break
        }
        // cd/klm to cd; the conversion factor is part of the intensities as measured.
        let scale = set.flux / 1_000 * conversion
        var reading = Photometry.Reading(
            text: text, web: web, gamma: gamma, intensities: relative.map { $0 * scale }, diagnostics: found)
        reading.name = text.string(text.lines[8])
        reading.lampFlux = set.isAbsolute ? nil : set.flux
        reading.power = set.power > 0 ? set.power : nil
        var photometry = try Photometry(reading)
        photometry.manufacturer = text.string(text.lines[0])
        photometry.catalogNumber = text.string(text.lines[9])
        photometry.lamp = set.type
        photometry.lampCount = set.count
        photometry.colorTemperature = IESFile.leading(set.color).flatMap { (1_000...25_000).contains($0) ? $0 : nil }
        photometry.colorRendering = IESFile.leading(set.rendering).flatMap { (10...100).contains($0) ? $0 : nil }
        photometry.tiltMeasured = .degrees(tilt)
        photometry.format = "EULUMDAT"
        photometry.opening = opening
        if set.isAbsolute {
            photometry.declaredFlux = set.flux
        } else if outputRatio > 0 {
            photometry.declaredFlux = set.flux * outputRatio / 100
        }
        if let declared = photometry.declaredFlux {
            photometry.compareFlux(declared: declared, as: "the luminaire's flux")
        }
        let downward = (1 - photometry.upwardShare) * 100
        if downwardShare > 0, abs(downward - downwardShare) > 5 {
            var found = Diagnostics()
            for one in photometry.diagnostics { found.add(one) }
            found.caution(
                "downward-share-differs",
                "\(Int(downward.rounded())) % of the flux goes down by the intensities, "
                    + "\(Int(downwardShare.rounded())) % as declared; the intensities are used")
            photometry.diagnostics = found.all
        }
        return photometry
    }

    /// A width of 0 means a circle of the length's diameter.
    private var opening: LuminousOpening {
        let metres = sizes.map { $0 / 1_000 }
        if metres[0] == 0, metres[1] == 0 { return LuminousOpening() }
        return LuminousOpening(
            shape: metres[1] == 0 ? .circle : .rectangle, length: metres[0],
            width: metres[1] == 0 ? metres[0] : metres[1],
            heights: Array(metres[2...5]))
    }
}
