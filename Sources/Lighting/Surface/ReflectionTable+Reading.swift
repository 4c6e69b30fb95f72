import Geometry

extension ReflectionTable {
    /// A standard table of a dry surface: R1, R2, R3 or R4; nil for any other name.
    public static func standard(_ name: String) -> ReflectionTable? {
        guard let found = StandardSurfaces.all.first(where: { $0.name == name }) else { return nil }
        // The texts are the program's own; a test reads them all.
        return try? ReflectionTable(text: found.text, name: found.name)
    }

    /// Reads a table from a file's bytes.
    ///
    /// Two forms are known: a comma-separated table, first row β after a first cell of any content, first column tan γ,
    /// values r × 10⁴, empty cells 0, comment lines with `#`, one of them with `Q0=…`; and DIALux's `.rtb` (one value a
    /// line: `RTable.v1` or `.v2`, name, numbers of angles, angles, Q0, values).
    /// - Parameter file: as the caller named it, for errors.
    /// - Throws: `DataError` with the line.
    public init(bytes: [UInt8], file: String) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let name = file.split(separator: "/").last.map(String.init) ?? file
        do {
            self = try text.hasPrefix("RTable") ? Self(rtb: text) : Self(text: text, name: name)
        } catch let fault as TableFault {
            throw DataError(file: file, place: fault.line.map { "line \($0)" } ?? "", problem: fault.problem)
        }
    }

    struct TableFault: Error {
        var line: Int?
        var problem: String
    }

    /// Reads the comma-separated form.
    init(text: String, name: String) throws {
        var q0: Double?
        var betas: [Double] = []
        var tangents: [Double] = []
        var values: [Double] = []
        for (number, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = raw.trimmed
            if line.isEmpty { continue }
            if line.first == "#" {
                q0 = q0 ?? Self.q0(in: line)
                continue
            }
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
            if betas.isEmpty {
                betas = try cells.dropFirst().map { try Self.number($0, number + 1, "an angle β") }
                try Self.check(betas, upTo: 180, "β", number + 1)
                continue
            }
            guard cells.count <= betas.count + 1 else {
                throw TableFault(
                    line: number + 1, problem: "\(cells.count - 1) values for \(betas.count) angles β")
            }
            tangents.append(try Self.number(cells[0], number + 1, "tan γ"))
            for i in betas.indices {
                let cell = i + 1 < cells.count ? cells[i + 1] : ""
                values.append(cell.isEmpty ? 0 : try Self.number(cell, number + 1, "a coefficient") * 1e-4)
            }
        }
        try Self.check(tangents, upTo: nil, "tan γ", nil)
        guard let q0 else {
            throw TableFault(line: nil, problem: "no comment line says Q0=… (the average luminance coefficient)")
        }
        self.init(
            name: name, q0: try Self.checked(q0, nil), betas: betas, tangents: tangents, coefficients: values)
    }

    /// Reads DIALux's form; the values stand β by β.
    private init(rtb text: String) throws {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.trimmed)
        while lines.last?.isEmpty == true { lines.removeLast() }
        var at = 1
        func next(_ what: String) throws -> Substring {
            guard at < lines.count else { throw TableFault(line: at, problem: "the file ends before \(what)") }
            at += 1
            return lines[at - 1]
        }
        func count(_ what: String) throws -> Int {
            let number = try Self.number(next(what), at, what)
            guard number >= 2, number <= 1000, number.rounded() == number else {
                throw TableFault(line: at, problem: "\(what) is \(number); it must be 2 … 1000")
            }
            return Int(number)
        }
        func numbers(_ n: Int, _ what: String) throws -> [Double] {
            try (0..<n).map { _ in try Self.number(next(what), at, what) }
        }
        let name = String(try next("the name"))
        // The second form has a line for dry or wet.
        if lines[0].hasSuffix("v2") { _ = try next("dry or wet") }
        let tangents = try numbers(count("the number of tan γ"), "tan γ")
        try Self.check(tangents, upTo: nil, "tan γ", at)
        let betas = try numbers(count("the number of β"), "β")
        try Self.check(betas, upTo: 180, "β", at)
        let q0 = try Self.checked(Self.number(next("Q0"), at, "Q0"), at)
        var values = [Double](repeating: 0, count: betas.count * tangents.count)
        for i in betas.indices {
            for j in tangents.indices {
                values[j * betas.count + i] = try Self.number(next("a coefficient"), at, "a coefficient") * 1e-4
            }
        }
        self.init(name: name, q0: q0, betas: betas, tangents: tangents, coefficients: values)
    }

    private static func q0(in comment: Substring) -> Double? {
        var rest = comment[...]
        while let start = rest.firstIndex(of: "Q") {
            rest = rest[start...]
            if rest.hasPrefix("Q0=") {
                return Double(rest.dropFirst(3).prefix { $0.isNumber || $0 == "." })
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func checked(_ q0: Double, _ line: Int?) throws -> Double {
        guard q0 > 0, q0 < 1 else {
            throw TableFault(line: line, problem: "Q0 is \(q0); it must be above 0 and below 1")
        }
        return q0
    }

    private static func number(_ text: Substring, _ line: Int, _ what: String) throws -> Double {
        guard let number = Double(text), number.isFinite else {
            throw TableFault(line: line, problem: "expected \(what), found '\(text)'")
        }
        guard number >= 0 else { throw TableFault(line: line, problem: "\(what) is negative (\(text))") }
        return number
    }

    private static func check(_ angles: [Double], upTo last: Double?, _ what: String, _ line: Int?) throws {
        guard angles.count >= 2, angles[0] == 0, zip(angles, angles.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw TableFault(line: line, problem: "\(what) must begin with 0 and ascend")
        }
        guard angles[angles.count - 1] <= 180 else {
            throw TableFault(line: line, problem: "\(what) is \(angles[angles.count - 1]) at the last")
        }
        if let last, angles[angles.count - 1] != last {
            throw TableFault(line: line, problem: "\(what) must end with \(Int(last))")
        }
    }
}

extension Substring {
    /// Without blanks at either end.
    var trimmed: Substring {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return text
    }
}
