import City
import Geometry

/// An IES LM-63 file (1986, 1991, 1995, 2002, 2019), read.
///
/// Sources: ANSI/IESNA LM-63-02 (definitions, table 1); I. Ashdown, "Parsing the IESNA LM-63 photometric data file"
/// (1986, 1991, 1995); Radiance's ies2rad (what differs between the years). Numbers are read word by word: the standards let lines break anywhere.
struct IESFile {
    let text: PhotometryText
    /// 1986, 1991, 1995, 2002 or 2019.
    private(set) var year = 1986
    private var keywords: [(key: String, value: String)] = []
    private var labels: [String] = []
    private var tilt: LampTilt?
    private var header = Header()
    private var vertical: [Double] = []
    private var horizontal: [Double] = []
    /// cd, with all factors, for each horizontal angle by vertical angle.
    private var candela: [Double] = []
    private var diagnostics = Diagnostics()

    /// The thirteen numbers before the angles.
    private struct Header {
        var lamps = 1
        var lumens = -1.0
        var multiplier = 1.0
        var type = Goniometry.c
        var unit = 1.0
        var width = 0.0
        var length = 0.0
        var height = 0.0
        var ballast = 1.0
        var future = 1.0
        var watts = 0.0
    }

    /// How the luminaire was turned before the photometer (LM-63-02, clause 5.9; LM-75).
    enum Goniometry: Int { case c = 1, b, a }

    /// Whether a file is one: its first line says so, or a line begins with TILT= (1986).
    static func matches(_ text: PhotometryText) -> Bool {
        text.lines.prefix(200).contains { line in
            let start = text.bytes[text.trimmed(line)]
            return start.starts(with: Array("IESNA".utf8)) || start.starts(with: Array("IES:LM".utf8)) || isTilt(start)
        }
    }

    private static func isTilt(_ line: ArraySlice<UInt8>) -> Bool {
        line.count > 4 && line.prefix(4).map { $0 & 0xDF }.elementsEqual("TILT".utf8)
            && line.dropFirst(4).first { $0 != 0x20 } == 0x3D
    }

    init(_ text: PhotometryText) throws {
        self.text = text
        let tiltLine = try readLabels()
        var words = try readTilt(line: tiltLine)
        try readHeader(&words)
        try readCandela(&words)
        if let extra = words.next() {
            diagnostics.note(
                "text-after-end",
                "something follows the last intensity (\(text.quoted(extra)), line \(words.line + 1)); not read")
        }
    }

    /// The lines before TILT=; answers with its number.
    private mutating func readLabels() throws -> Int {
        var isInBlock = false
        for (k, line) in text.lines.enumerated() {
            if Self.isTilt(text.bytes[text.trimmed(line)]) { return k }
            let content = text.string(line)
            if content.hasPrefix("IESNA91") {
                year = 1991
            } else if content.hasPrefix("IESNA:LM-63-") || content.hasPrefix("IES:LM-63-") {
                let given = Int(content.drop { $0 != "3" }.dropFirst(2).prefix { $0.isNumber })
                switch given {
                case 1986, 1991, 1995, 2002, 2019: year = given ?? 1986
                default:
                    year = 2019
                    diagnostics.note(
                        "unknown-version", "'\(content.prefix(40))' is no version of LM-63 known; read as of 2019")
                }
            } else if content.hasPrefix("["), let end = content.firstIndex(of: "]") {
                let key = content[content.index(after: content.startIndex)..<end].uppercased()
                let value = content[content.index(after: end)...].drop { $0 == " " || $0 == "\t" }
                isInBlock = key == "BLOCK" ? true : key == "ENDBLOCK" ? false : isInBlock
                if key == "MORE", let last = keywords.indices.last {
                    keywords[last].value += "\n" + value
                } else if !isInBlock {
                    keywords.append((key, String(value)))
                }
            } else if !content.isEmpty {
                labels.append(content)
            }
        }
        throw text.error(
            line: max(0, text.lines.count - 1), "expected a line TILT=NONE, TILT=INCLUDE or TILT=file, found none")
    }

    /// What follows TILT=, and the lamp's table where it is included.
    private mutating func readTilt(line: Int) throws -> PhotometryWords {
        let content = text.string(text.lines[line])
        let value = content.drop { $0 != "=" }.dropFirst().filter { $0 != " " && $0 != "\t" }
        var words = PhotometryWords(text, line: line + 1)
        switch value.uppercased() {
        case "NONE": return words
        case "INCLUDE": break
        default:
            throw text.error(
                line: line,
                "expected TILT=NONE or TILT=INCLUDE, found TILT=\(value.prefix(40)): the lamp's tilt table is in another "
                    + "file; put its lines below TILT=INCLUDE")
        }
        let geometry = try words.integer("lamp to luminaire geometry", 1...3)
        let count = try words.integer("number of tilt angles", 1...1_000)
        let angles = try words.numbers(count, "tilt angle")
        for (k, angle) in angles.enumerated() where !(0...180).contains(angle) || k > 0 && angle <= angles[k - 1] {
            throw text.error(line: words.line, "tilt angle \(k + 1): expected ascending 0...180°, found \(angle)")
        }
        let factors = try words.numbers(count, "tilt factor")
        if let wrong = factors.first(where: { $0 < 0 || $0 > 10 }) {
            throw text.error(line: words.line, "tilt factor: expected 0...10, found \(wrong)")
        }
        tilt = LampTilt(geometry: geometry, angles: angles, factors: factors)
        return words
    }

    private mutating func readHeader(_ words: inout PhotometryWords) throws {
        func positive(_ value: Double, _ name: String) throws -> Double {
            guard value > 0, value <= 1e6 else {
                throw text.error(line: words.line, "\(name): expected more than 0, found \(value)")
            }
            return value
        }
        header.lamps = try words.integer("number of lamps", 1...100_000)
        header.lumens = try words.number("lumens per lamp")
        if header.lumens == 0 {
            throw text.error(
                line: words.line, "lumens per lamp: expected lm, or -1 for absolute photometry, found 0")
        }
        if header.lumens < 0, header.lumens != -1 {
            diagnostics.caution(
                "negative-lumens", "lumens per lamp of \(header.lumens); taken as -1, absolute photometry")
        }
        header.multiplier = try positive(words.number("candela multiplier"), "candela multiplier")
        // Whatever a file claims, it holds no more numbers than every other of its bytes.
        let most = max(2, words.bytesLeft / 2)
        let verticalCount = try words.integer("number of vertical angles", 2...most)
        let horizontalCount = try words.integer("number of horizontal angles", 1...most)
        guard verticalCount.multipliedReportingOverflow(by: horizontalCount).partialValue <= most,
            !verticalCount.multipliedReportingOverflow(by: horizontalCount).overflow
        else {
            throw text.error(
                line: words.line,
                "expected \(verticalCount) × \(horizontalCount) intensities, found a file too short for them")
        }
        let type = try words.integer("photometric type (1 C, 2 B, 3 A)", 1...3)
        header.type = Goniometry(rawValue: type) ?? .c
        header.unit = try words.integer("units (1 feet, 2 metres)", 1...2) == 1 ? 0.3048 : 1
        func size(_ name: String) throws -> Double {
            let value = try words.number(name)
            guard abs(value) <= 1e4 else {
                throw text.error(line: words.line, "\(name): expected at most 10000 feet or metres, found \(value)")
            }
            return value
        }
        header.width = try size("width of the luminous opening")
        header.length = try size("length of the luminous opening")
        header.height = try size("height of the luminous opening")
        header.ballast = try positive(words.number("ballast factor"), "ballast factor")
        header.future = try words.number("ballast-lamp factor or file generation type")
        header.watts = try words.number("input watts")
        guard (0...1e6).contains(header.watts) else {
            throw text.error(line: words.line, "input watts: expected 0...1000000, found \(header.watts)")
        }
        // 1986 and 1991 have the ballast-lamp photometric factor here; 1995 and 2002 reserve the place and ask for 1; 2019
        // puts the file generation type there, 1.XYZAB, which is no factor.
        if year < 1995 {
            header.future = try positive(header.future, "ballast-lamp photometric factor")
        } else if year < 2019, header.future != 1 {
            diagnostics.caution(
                "reserved-factor",
                "LM-63-\(year) reserves the number before the watts and asks for 1, found \(header.future); not used")
        } else if year >= 2019 {
            noteGeneration(header.future)
        }
        vertical = try angles(&words, verticalCount, "vertical angle")
        horizontal = try angles(&words, horizontalCount, "horizontal angle")
    }

    /// File generation type of 2019, 1.XYZAB: X an accredited laboratory, Y simulated, A interpolated, B scaled; 1.00001
    /// says that nothing is known (LM-63-19, clause 5.13).
    private mutating func noteGeneration(_ type: Double) {
        let digits = ((type - 1) * 100_000).rounded()
        guard (0...11_111).contains(digits), digits != 1 else { return }
        let code = Int(digits)
        let made = [(1_000, "simulated"), (10, "interpolated"), (1, "scaled")].filter { code / $0.0 % 10 == 1 }
        if !made.isEmpty {
            diagnostics.note(
                "file-generation",
                "the file says that its values were \(made.map(\.1).joined(separator: ", ")), not measured as they stand"
            )
        }
    }

    private func angles(_ words: inout PhotometryWords, _ count: Int, _ name: String) throws -> [Double] {
        let limits = header.type == .c ? (name.hasPrefix("v") ? 0.0...180 : 0.0...360) : -180.0...180
        var values: [Double] = []
        for k in 0..<count {
            let value = try words.number("\(name) \(k + 1) of \(count)")
            guard limits.contains(value) else {
                throw text.error(
                    line: words.line,
                    "\(name) \(k + 1): expected \(limits.lowerBound)...\(limits.upperBound)°, found \(value)")
            }
            if let last = values.last, value <= last {
                throw text.error(
                    line: words.line, "\(name) \(k + 1): expected more than the \(last)° before it, found \(value)")
            }
            values.append(value)
        }
        return values
    }

    private mutating func readCandela(_ words: inout PhotometryWords) throws {
        let factor = header.multiplier * header.ballast * (year < 1995 ? header.future : 1)
        candela.reserveCapacity(vertical.count * horizontal.count)
        for h in horizontal {
            for v in vertical {
                let value = try words.number("intensity at H \(h)°, V \(v)°")
                guard value >= 0 else {
                    throw text.error(
                        line: words.line, "intensity at H \(h)°, V \(v)°: expected 0 cd or more, found \(value)")
                }
                candela.append(value * factor)
            }
        }
    }

    /// The value the rest of the program works with.
    func photometry() throws -> Photometry {
        var found = diagnostics
        let grid = try IESGrid(
            type: header.type, vertical: vertical, horizontal: horizontal, candela: candela, of: text, &found)
        var reading = Photometry.Reading(
            text: text, web: grid.web, gamma: grid.gamma, intensities: grid.candela, diagnostics: found)
        reading.name = value("LUMINAIRE") ?? value("LUMCAT") ?? labels.first ?? ""
        reading.lampFlux = header.lumens > 0 ? header.lumens * Double(header.lamps) : nil
        reading.power = header.watts > 0 ? header.watts : nil
        var photometry = try Photometry(reading)
        photometry.manufacturer = value("MANUFAC") ?? ""
        photometry.catalogNumber = value("LUMCAT") ?? ""
        photometry.lamp = value("LAMP") ?? value("LAMPCAT") ?? ""
        photometry.lampCount = header.lamps
        photometry.colorTemperature = value("COLORTEMP").flatMap { Self.leading($0) }
        photometry.colorRendering = value("CRI").flatMap { Self.leading($0) }
        photometry.lampTilt = tilt
        photometry.format = "IES LM-63-\(year)"
        photometry.opening = LuminousOpening(
            iesWidth: header.width, length: header.length, height: header.height, unit: header.unit, year: year)
        if let lamps = photometry.lampFlux, photometry.flux > 1.02 * lamps {
            photometry.compareFlux(declared: lamps, as: "the lamps' flux")
        }
        return photometry
    }

    private func value(_ key: String) -> String? {
        keywords.first { $0.key == key || $0.key == "_" + key }.flatMap {
            // Only the first line: what [MORE] adds is notes.
            $0.value.split(separator: "\n").first.map { String($0) }
        }
    }

    /// The number a text begins with.
    static func leading(_ text: String) -> Double? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return Double(digits).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
}
