internal import City
internal import Geometry
internal import JSON

/// Parses pieces of a CityJSON text into layers. Used by one thread at a time.
final class CityJSONWorker: @unchecked Sendable {
    private let text: JSONText
    private let file: String
    private let rules: CityJSONRows.Rules
    private let transform: CityJSONHeader.Transform
    private let vertices: [Point3]
    private let parser = JSONParser()
    private var buffer: [UInt8] = []
    /// Vertices of one CityJSONFeature.
    private var own: [Point3] = []

    init(
        _ text: JSONText, file: String, rules: CityJSONRows.Rules, transform: CityJSONHeader.Transform,
        vertices: [Point3]
    ) {
        self.text = text
        self.file = file
        self.rules = rules
        self.transform = transform
        self.vertices = vertices
    }

    /// - Throws: `DataError` at the first fault.
    func read(_ pieces: ArraySlice<CityJSONOutline.Piece>) throws -> CityJSONPart {
        var rows = CityJSONRows(rules)
        do {
            for piece in pieces {
                if piece.isRecords {
                    try readRecords(piece.bytes, into: &rows)
                } else {
                    try readMembers(piece.bytes, into: &rows)
                }
            }
        } catch let fault as JSONFault {
            throw DataError(fault, file: file)
        }
        return rows.finish()
    }

    private func readMembers(_ bytes: Range<Int>, into rows: inout CityJSONRows) throws {
        let length = bytes.count + 2
        if buffer.count < length + JSONParser.padding {
            buffer = [UInt8](repeating: 0, count: length + length / 4 + JSONParser.padding)
        }
        buffer[0] = UInt8(ascii: "{")
        let source = text.slice(bytes)
        let (parser, vertices) = (parser, vertices)
        do {
            try buffer.withUnsafeMutableBufferPointer { buffer in
                if let target = buffer.baseAddress, let base = source.baseAddress {
                    (target + 1).update(from: base, count: source.count)
                }
                buffer[length - 1] = UInt8(ascii: "}")
                try parser.parse(padded: UnsafeBufferPointer(buffer), length: length) {
                    CityJSONWorker.add($0, vertices, to: &rows)
                }
            }
        } catch let fault as JSONFault {
            guard let repaired = source.withHoldableNumbers() else {
                throw text.fault(fault.problem, at: bytes.lowerBound + max(0, fault.offset - 1))
            }
            try parse(repaired: [UInt8(ascii: "{")] + repaired + [UInt8(ascii: "}")], at: bytes, into: &rows) {
                CityJSONWorker.add($0, vertices, to: &$1)
            }
        }
    }

    private static func add(_ objects: JSONCursor, _ vertices: [Point3], to rows: inout CityJSONRows) {
        vertices.withUnsafeBufferPointer { vertices in
            for (id, object) in objects.members { rows.add(object, id: id, vertices: vertices) }
        }
    }

    private func readRecords(_ bytes: Range<Int>, into rows: inout CityJSONRows) throws {
        var at = bytes.lowerBound
        while at < bytes.upperBound {
            let end = try text.endOfValue(at)
            let record = at..<end
            do {
                try parser.parse(padded: text.slice(record), length: record.count) {
                    try add(record: $0, at: at, to: &rows)
                }
            } catch let fault as JSONFault {
                guard let repaired = text.slice(record).withHoldableNumbers() else {
                    throw text.fault(fault.problem, at: at + fault.offset)
                }
                try parse(repaired: repaired, at: record, into: &rows) { try add(record: $0, at: at, to: &$1) }
            }
            at = text.skipSpace(end)
        }
    }

    /// Parses a text whose numbers were made holdable.
    private func parse(
        repaired: [UInt8], at place: Range<Int>, into rows: inout CityJSONRows,
        _ body: (JSONCursor, inout CityJSONRows) throws -> Void
    ) throws {
        do {
            try parser.parse(repaired) { try body($0, &rows) }
        } catch is JSONFault {
            throw text.fault(in: place)
        }
        rows.noteNumbers("byte \(place.lowerBound)")
    }

    /// Adds the objects of one line.
    private func add(record: JSONCursor, at place: Int, to rows: inout CityJSONRows) throws {
        let id = record["id"]?.string ?? "byte \(place)"
        guard let objects = record["CityObjects"], objects.isObject, let type = record["type"],
            type.equals("CityJSONFeature") || type.equals("CityJSON")
        else {
            return rows.skip("not-a-feature", "a line that is no CityJSONFeature with CityObjects", id)
        }
        if let given = record["transform"] {
            guard let own = try? CityJSONHeader.Transform(given), own == transform else {
                let (line, column) = text.place(place)
                throw DataError(
                    file: file, place: "line \(line), column \(column), byte \(place)",
                    problem: "a second \"transform\" that differs from the first line's")
            }
        }
        own.removeAll(keepingCapacity: true)
        var own = own
        let transform = transform
        var areTriples = true
        let areNumbers =
            record["vertices"]?.rows { x, y, z, n in
                if n != 3 { areTriples = false }
                own.append(transform.apply(x, y, z))
            } ?? true
        guard areNumbers, areTriples else {
            return rows.skip("bad-vertices", "a line whose vertices are not lists of three numbers", id)
        }
        CityJSONWorker.add(objects, own, to: &rows)
        self.own = own
    }
}
