internal import City
internal import Geometry

/// Turns the rows of a table into features.
struct CSVImport {
    /// Rows of one batch at most.
    static let batchRows = 65_536

    private let table: CSVTable
    private let crs: CRS
    private let layer: String
    private let box: Box?
    private let types: [String: AttributeType]
    private var draft: LayerDraft
    private var places: [Int] = []
    private var row = 0

    init(_ table: CSVTable, crs: CRS, layer: String, box: Box?) {
        self.table = table
        self.crs = crs
        self.layer = layer
        self.box = box
        types = Dictionary(zip(table.header.attributes.map(\.name), table.types)) { first, _ in first }
        draft = LayerDraft(name: layer)
        begin()
    }

    private mutating func begin() {
        draft = LayerDraft(name: layer)
        places = table.header.attributes.map { draft.place(ofColumn: $0.name) }
    }

    /// Reads all rows and delivers them in batches; a table without rows is one batch with an empty layer.
    mutating func read(into sink: (Batch) throws -> Void, _ diagnostics: inout Diagnostics) throws {
        var scanner = table.rows()
        var cells: [CSVCell] = []
        var delivered = false
        while try scanner.next(&cells) {
            row += 1
            add(cells, scanner, &diagnostics)
            if draft.count == CSVImport.batchRows {
                try sink(take(&diagnostics))
                delivered = true
            }
        }
        if row == 0 { diagnostics.note("no-rows", "the table has a header and no rows") }
        if draft.count > 0 || !delivered { try sink(take(&diagnostics)) }
    }

    private mutating func take(_ diagnostics: inout Diagnostics) -> Batch {
        let full = draft
        begin()
        return Batch(crs: crs, layers: [full.finish(&diagnostics).typingNulls(types)])
    }

    private mutating func add(_ cells: [CSVCell], _ scanner: CSVScanner, _ diagnostics: inout Diagnostics) {
        let header = table.header
        let line = scanner.line
        if cells.count < header.columnCount {
            diagnostics.note("short-row", "a row has fewer cells than the header; the rest is empty", "line \(line)")
        } else if cells.count > header.columnCount, cells[header.columnCount...].contains(where: { !$0.isEmpty }) {
            diagnostics.note(
                "long-row", "a row has more cells than the header; what is beyond is not read", "line \(line)")
        }
        guard addGeometry(cells, scanner, &diagnostics) else { return }
        let point = table.dialect.decimalPoint
        for (i, attribute) in header.attributes.enumerated() where attribute.column < cells.count {
            let cell = cells[attribute.column]
            let value: Value
            switch table.types[i] {
            case .text:
                if cell.isEmpty, !cell.isQuoted { continue }
                value = .text(scanner.text(cell))
            case .bool:
                guard let bool = CSVColumnSurvey.bool(scanner.trimmed(cell)) else { continue }
                value = .bool(bool)
            case .integer, .real:
                let bytes = scanner.trimmed(cell)
                guard !bytes.isEmpty else { continue }
                guard let number = CSVImport.number(bytes, point, table.types[i]) else {
                    noteNoNumber(bytes, attribute.name, line, &diagnostics)
                    continue
                }
                value = number
            }
            draft.set(value, at: places[i])
        }
        draft.endFeature(id: id(cells, scanner, &diagnostics))
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ point: UInt8, _ type: AttributeType) -> Value? {
        guard type == .integer else { return Decimal.parse(bytes, point: point).map { .real($0) } }
        var integer: Int64 = 0
        var digits = bytes[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        // The survey has seen to it that no whole number is longer than 18 characters.
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        for digit in digits {
            guard digit &- 48 < 10 else { return nil }
            integer = integer * 10 + Int64(digit &- 48)
        }
        return .integer(isNegative ? -integer : integer)
    }

    private func noteNoNumber(
        _ bytes: UnsafeRawBufferPointer, _ column: String, _ line: Int, _ diagnostics: inout Diagnostics
    ) {
        if CSVColumnSurvey.isMissing(bytes) {
            diagnostics.note(
                "not-a-number", "a word for no value (NaN, inf, n/a, …) is left empty (\(column))", "line \(line)")
        } else {
            diagnostics.note(
                "bad-number", "expected a number like the rest of the column; left empty (\(column))", "line \(line)")
        }
    }

    private func id(_ cells: [CSVCell], _ scanner: CSVScanner, _ diagnostics: inout Diagnostics) -> String {
        guard let column = table.header.id else { return String(row) }
        if column < cells.count, !cells[column].isEmpty { return scanner.text(cells[column]) }
        diagnostics.repaired("no-id", "a row has no id; it got its line number", "line \(scanner.line)")
        return "line-\(scanner.line)"
    }

    // MARK: Geometry

    /// Adds the row's geometry; false if it has none or lies outside the box.
    private mutating func addGeometry(
        _ cells: [CSVCell], _ scanner: CSVScanner, _ diagnostics: inout Diagnostics
    ) -> Bool {
        let line = "line \(scanner.line)"
        switch table.header.place {
        case .xy(let x, let y, let z):
            let point = table.dialect.decimalPoint
            guard max(x, y) < cells.count, !scanner.trimmed(cells[x]).isEmpty, !scanner.trimmed(cells[y]).isEmpty else {
                diagnostics.skipped("no-coordinates", "a row has no coordinates", line)
                return false
            }
            guard let x = Decimal.parse(scanner.trimmed(cells[x]), point: point),
                let y = Decimal.parse(scanner.trimmed(cells[y]), point: point)
            else {
                diagnostics.skipped("bad-coordinates", "the coordinates are no numbers", line)
                return false
            }
            let height = z.flatMap { $0 < cells.count ? Decimal.parse(scanner.trimmed(cells[$0]), point: point) : nil }
            let place = Point3(x, y, height ?? 0)
            guard isOnGlobe(Box(around: place, radius: 0)) else {
                diagnostics.skipped("off-the-globe", "the coordinates are no longitude and latitude", line)
                return false
            }
            if let box, !box.contains(place) { return false }
            draft.geometries.append(point: place, hasZ: height != nil)
        case .wkt(let column):
            guard column < cells.count, !cells[column].isEmpty else {
                diagnostics.skipped("no-coordinates", "a row has no coordinates", line)
                return false
            }
            var geometries = Geometries()
            do {
                var parser = WKTParser(scanner.raw(cells[column]))
                try parser.parse(into: &geometries)
            } catch {
                diagnostics.skipped(
                    "bad-geometry", "the geometry is no well-known text that is read", "\(line), \(error)")
                return false
            }
            let extent = geometries.extent
            guard extent.isEmpty || isOnGlobe(extent) else {
                diagnostics.skipped("off-the-globe", "the coordinates are no longitude and latitude", line)
                return false
            }
            if let box, !box.intersects(extent) { return false }
            draft.geometries.append(feature: 0, of: geometries)
        }
        return true
    }

    private func isOnGlobe(_ box: Box) -> Bool { !crs.isGeographic || Box.globe.contains(box) }
}
