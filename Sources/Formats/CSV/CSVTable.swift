internal import City
internal import Geometry

/// A comma-separated file, mapped and understood: its dialect, its columns, what they hold.
struct CSVTable {
    let file: String
    let dialect: CSVDialect
    let header: CSVHeader
    /// In the order of `header.attributes`.
    let types: [AttributeType]
    /// Of the coordinates.
    let coordinates: CSVCoordinates
    private let bytes: UnsafeRawBufferPointer
    private let firstRow: (position: Int, line: Int)

    /// Reads the header, then all rows once to learn what they hold.
    /// - Throws: `DataError` for a file that is no such table, `InputError` if its coordinates cannot be found.
    init(
        _ bytes: UnsafeRawBufferPointer, file: String, map: [String: String], _ diagnostics: inout Diagnostics
    ) throws {
        try CSVEncoding.check(bytes, file: file)
        self.file = file
        self.bytes = bytes
        dialect = CSVDialect(of: bytes)
        var scanner = CSVScanner(bytes, from: dialect.start, separator: dialect.separator, file: file)
        var cells: [CSVCell] = []
        guard try scanner.next(&cells) else {
            throw DataError(file: file, place: "line 1", problem: "expected a header row with column names, found none")
        }
        if cells.allSatisfy({ Decimal.parse(scanner.trimmed($0)) != nil }) {
            throw DataError(
                file: file, place: "line \(scanner.line)",
                problem: "expected a header row with column names, found numbers only")
        }
        header = try CSVHeader(cells.map { scanner.text($0) }, map: map, file: file, &diagnostics)
        firstRow = (scanner.position, scanner.line + 1)

        var surveys = [CSVColumnSurvey](repeating: CSVColumnSurvey(), count: header.attributes.count)
        var coordinates = CSVCoordinates()
        let (header, point) = (header, dialect.decimalPoint)
        while try scanner.next(&cells) {
            for (i, attribute) in header.attributes.enumerated() where attribute.column < cells.count {
                surveys[i].add(scanner.trimmed(cells[attribute.column]), point)
            }
            coordinates.survey(cells, scanner, header.place, point)
        }
        self.coordinates = coordinates
        types = surveys.map(\.type)
        for (survey, attribute) in zip(surveys, header.attributes) where survey.isMixed {
            diagnostics.note(
                "mixed-column", "a column holds numbers as well as texts, and is read as text", attribute.name)
        }
    }

    /// A scanner at the first row behind the header.
    func rows() -> CSVScanner {
        CSVScanner(bytes, from: firstRow.position, line: firstRow.line, separator: dialect.separator, file: file)
    }
}

/// What the coordinates of a table look like.
struct CSVCoordinates {
    private(set) var count = 0
    /// How many of them could be longitude and latitude.
    private(set) var onGlobe = 0
    /// As PostGIS writes it in front of well-known text.
    private(set) var srid: Int?
    /// Of well-known text only the first rows are looked at: to parse it is more work than all the rest.
    private static let texts = 1000

    mutating func survey(_ cells: [CSVCell], _ scanner: CSVScanner, _ place: CSVHeader.Place, _ point: UInt8) {
        switch place {
        case .xy(let x, let y, _):
            guard max(x, y) < cells.count, let x = Decimal.parse(scanner.trimmed(cells[x]), point: point),
                let y = Decimal.parse(scanner.trimmed(cells[y]), point: point)
            else { return }
            add(Box(minX: x, minY: y, maxX: x, maxY: y))
        case .wkt(let column):
            guard count < CSVCoordinates.texts, column < cells.count, !cells[column].isEmpty else { return }
            var geometries = Geometries()
            var parser = WKTParser(scanner.raw(cells[column]))
            guard (try? parser.parse(into: &geometries)) != nil else { return }
            srid = srid ?? parser.srid
            if !geometries.extent.isEmpty { add(geometries.extent) }
        }
    }

    private mutating func add(_ box: Box) {
        count += 1
        if CSVCoordinates.globe.contains(box) { onGlobe += 1 }
    }

    static let globe = Box(minX: -180, minY: -90, maxX: 180, maxY: 90)
}
