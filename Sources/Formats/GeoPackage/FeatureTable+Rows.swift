import CSQLite
import City
import Geometry

extension FeatureTable {
    /// Writes the rows of a batch whose columns are `columns[places[i]]`.
    func insert(
        _ layer: Layer, _ batch: [BatchColumn], _ places: [Int], _ shift: Point3, _ diagnostics: inout Diagnostics
    ) throws {
        var names = ["fid", "geom", "id"] + places.map { columns[$0].sqlName }
        if let surfaceTypesColumn { names.append(surfaceTypesColumn) }
        let marks = [String](repeating: "?", count: names.count).joined(separator: ",")
        let statement = try database.prepare(
            "INSERT INTO \(quoted(table)) (\(names.map(quoted).joined(separator: ","))) VALUES (\(marks))")
        let raw = statement.raw
        let arrays = GeometryArrays(layer.geometries)
        var encoder = GeometryEncoder(shift: shift, srsID: srsID)
        let ids = PackedTexts(layer.ids)
        let targets = places.map { columns[$0].type }
        let typesPlace = surfaceTypesColumn == nil ? 0 : Int32(names.count)
        let monitor = Monitor.current
        for row in 0..<layer.count {
            if row & 0xFFF == 0 { try monitor?.check() }
            sqlite3_bind_int64(raw, 1, nextID())
            let kind = arrays.kinds[row]
            if kind != .none, encoder.encode(row, of: arrays) {
                let bytes = encoder.bytes
                csqlite_bind_static_blob(raw, 2, bytes.baseAddress, UInt64(bytes.count))
                note(
                    encoder.box, type: GeometryEncoder.wkbType(kind, parts: arrays.parts(row).count),
                    hasZ: arrays.hasZ[row])
            } else {
                sqlite3_bind_null(raw, 2)
                if kind != .none {
                    diagnostics.repaired(
                        "coordinate-not-finite",
                        "a coordinate is not a finite number; the feature is kept without "
                            + "geometry", layer.ids[row])
                }
            }
            Self.bind(ids[row], raw, 3)
            for i in batch.indices { Self.bind(batch[i], row, as: targets[i], raw, Int32(4 + i)) }
            if typesPlace > 0 {
                if let letters = SurfaceLetters.text(of: row, in: layer.geometries) {
                    statement.bind(.text(letters), at: typesPlace)
                } else {
                    sqlite3_bind_null(raw, typesPlace)
                }
            }
            guard sqlite3_step(raw) == SQLITE_DONE else { throw database.error(sqlite3_reset(raw), "sqlite3_step") }
            sqlite3_reset(raw)
        }
    }

    @inline(__always)
    private static func bind(_ text: UnsafeBufferPointer<UInt8>, _ raw: OpaquePointer, _ place: Int32) {
        text.withMemoryRebound(to: CChar.self) {
            _ = csqlite_bind_static_text(raw, place, $0.baseAddress, Int32($0.count))
        }
    }

    @inline(__always)
    private static func bind(
        _ column: BatchColumn, _ row: Int, as target: TableColumn.ColumnType, _ raw: OpaquePointer, _ place: Int32
    ) {
        switch column.values {
        case .bool(let v):
            if v[row] == 2 {
                sqlite3_bind_null(raw, place)
            } else if target == .bool {
                sqlite3_bind_int64(raw, place, v[row] == 1 ? 1 : 0)
            } else {
                bind(copying: .bool(v[row] == 1), raw, place)
            }
        case .integer(let v):
            if v[row] == .min {
                sqlite3_bind_null(raw, place)
            } else if target != .text {
                sqlite3_bind_int64(raw, place, v[row])
            } else {
                bind(copying: .integer(v[row]), raw, place)
            }
        case .real(let v):
            if v[row].isNaN {
                sqlite3_bind_null(raw, place)
            } else if target != .text {
                sqlite3_bind_double(raw, place, v[row])
            } else {
                bind(copying: .real(v[row]), raw, place)
            }
        case .text(let codes, _):
            if codes[row] >= 0, let texts = column.texts {
                bind(texts[Int(codes[row])], raw, place)
            } else {
                sqlite3_bind_null(raw, place)
            }
        }
    }

    /// Binds the text of a value whose column has become text.
    private static func bind(copying value: Value, _ raw: OpaquePointer, _ place: Int32) {
        let text = value.plain
        csqlite_bind_text(raw, place, text, Int32(text.utf8.count))
    }
}
