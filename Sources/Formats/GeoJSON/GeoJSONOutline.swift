internal import City
internal import JSON

/// Where a GeoJSON text keeps its features, found without parsing them.
///
/// One pass over the whole text, before anything is delivered: `crs` may stand behind a million features, and a file
/// that is cut short should not be half imported.
struct GeoJSONOutline {
    /// Some whole features (or records of a sequence), one after another.
    struct Piece {
        var bytes: Range<Int>
        /// Number of its first feature in the file, from 1.
        var first: Int
    }

    /// Whether the pieces are cut from the `features` of one FeatureCollection; else they are texts in a sequence
    /// (RFC 8142 or one a line), or the single one of the file.
    private(set) var isCollection = false
    private(set) var pieces: [Piece] = []
    private(set) var name: String?
    private(set) var crs: JSONValue?
    /// The layers that the features say they are of, where the file lists them.
    private(set) var layers: [String] = []
    private(set) var diagnostics = Diagnostics()
    /// The member `columns` of our own writer.
    private var columns: JSONValue?

    private let text: JSONText
    private let pieceBytes: Int
    private var type: String?

    static let types: Set<String> = [
        "Feature", "FeatureCollection", "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
        "MultiPolygon", "GeometryCollection",
    ]

    /// - Parameters:
    ///   - pieceBytes: pieces end with the feature that passes this size; what one parse takes.
    ///   - passed: told of every stretch of the text that was looked through.
    /// - Throws: `JSONFault` where the text stops being GeoJSON.
    init(_ text: JSONText, pieceBytes: Int, passed: (Range<Int>) -> Void = { _ in }) throws {
        self.text = text
        self.pieceBytes = pieceBytes
        try checkEncoding()
        let start = text.skipSpace(text.start, separators: true)
        guard text[start] == UInt8(ascii: "{") else {
            throw text.fault("expected a GeoJSON object, \(text.found(start))", at: start)
        }
        let end = try readFirst(start, passed)
        let rest = text.skipSpace(end, separators: true)
        // One collection a line is met too: a sequence of collections.
        if isCollection, rest < text.count {
            isCollection = false
            pieces = []
        }
        if !isCollection { try readSequence(start, passed) }
    }

    private func checkEncoding() throws {
        let marks = (text[0] ?? 0, text[1] ?? 0)
        guard marks != (0xFF, 0xFE), marks != (0xFE, 0xFF), text[0] != 0, text[1] != 0 else {
            throw text.fault("the text is UTF-16 or UTF-32; GeoJSON is UTF-8", at: 0)
        }
    }

    /// The first object: the collection, or the first record of a sequence.
    private mutating func readFirst(_ start: Int, _ passed: (Range<Int>) -> Void) throws -> Int {
        let parser = JSONParser()
        var cut: (pieces: [Piece], offset: Int)?
        let end = try text.members(at: start) { name, value in
            if text.slice(name).elementsEqual("\"features\"".utf8), text[value] == UInt8(ascii: "[") {
                if cut != nil { throw text.fault("the member \"features\" occurs twice", at: name.lowerBound) }
                let (pieces, end) = try cutList(value, passed)
                cut = (pieces, name.lowerBound)
                return end
            }
            let end = try text.endOfValue(value)
            do {
                try parser.parse(padded: text.slice(value..<end), length: end - value) { root in
                    read(name, root)
                }
            } catch let fault as JSONFault {
                throw text.fault(fault.problem, at: value + fault.offset)
            }
            return end
        }
        if let cut {
            guard type == nil || type == "FeatureCollection" else {
                throw text.fault("expected \"type\": \"FeatureCollection\", found \"\(type ?? "")\"", at: start)
            }
            if type == nil {
                diagnostics.note("no-type", "the collection does not say \"type\": \"FeatureCollection\"")
            }
            isCollection = true
            pieces = cut.pieces
        } else {
            name = nil
            try checkType(start)
        }
        return end
    }

    private mutating func read(_ member: Range<Int>, _ value: JSONCursor) {
        let name = text.slice(member)
        if name.elementsEqual("\"type\"".utf8) {
            type = type ?? value.string
        } else if name.elementsEqual("\"name\"".utf8) {
            self.name = self.name ?? value.string
        } else if name.elementsEqual("\"crs\"".utf8) {
            crs = crs ?? value.value
        } else if name.elementsEqual("\"layers\"".utf8) {
            if layers.isEmpty { layers = value.elements.compactMap(\.string) }
        } else if name.elementsEqual("\"columns\"".utf8) {
            columns = columns ?? value.value
        }
    }

    /// Units and definitions of attributes by layer and column.
    /// - Parameter name: the one layer that all features go to, if that was asked for.
    func notes(ofLayer name: String?) -> [String: [String: JSONAttributes.ColumnNote]] {
        var notes: [String: [String: JSONAttributes.ColumnNote]] = [:]
        for layer in columns?.object?.members ?? [] {
            for column in layer.value.object?.members ?? [] {
                notes[name ?? layer.key, default: [:]][column.key] = JSONAttributes.ColumnNote(
                    unit: column.value["unit"]?.string, definition: column.value["definition"]?.string)
            }
        }
        return notes
    }

    private func checkType(_ start: Int) throws {
        let expected = "expected a GeoJSON Feature, FeatureCollection or geometry"
        guard let type else { throw text.fault("\(expected), found an object without \"type\"", at: start) }
        if type == "FeatureCollection" {
            throw text.fault("a FeatureCollection without a list of \"features\"", at: start)
        }
        guard GeoJSONOutline.types.contains(type) else {
            throw text.fault("\(expected), found \"type\": \"\(type)\"", at: start)
        }
    }

    /// Cuts the elements of a list into pieces.
    private func cutList(
        _ start: Int, _ passed: (Range<Int>) -> Void
    ) throws -> (pieces: [Piece], end: Int) {
        var stretch = PassedStretch()
        var pieces: [Piece] = []
        var open: Piece?
        var number = 1
        let end = try text.elements(at: start) { element in
            var piece = open ?? Piece(bytes: element, first: number)
            piece.bytes = piece.bytes.lowerBound..<element.upperBound
            number += 1
            if piece.bytes.count >= pieceBytes {
                pieces.append(piece)
                if let range = stretch.reached(piece.bytes.upperBound) { passed(range) }
                open = nil
            } else {
                open = piece
            }
        }
        if let open { pieces.append(open) }
        return (pieces, end)
    }

    /// Cuts a sequence of texts into pieces.
    private mutating func readSequence(_ start: Int, _ passed: (Range<Int>) -> Void) throws {
        var stretch = PassedStretch()
        var at = start
        var number = 1
        var piece = Piece(bytes: start..<start, first: 1)
        while at < text.count {
            guard text[at] == UInt8(ascii: "{") else {
                throw text.fault("expected a GeoJSON object, \(text.found(at))", at: at)
            }
            let end = try text.endOfValue(at)
            piece.bytes = piece.bytes.lowerBound..<end
            number += 1
            at = text.skipSpace(end, separators: true)
            if at == end, text[at] == UInt8(ascii: "{") {
                throw text.fault("expected a line break between two texts, \(text.found(at))", at: at)
            }
            if piece.bytes.count >= pieceBytes {
                pieces.append(piece)
                if let range = stretch.reached(piece.bytes.upperBound) { passed(range) }
                piece = Piece(bytes: at..<at, first: number)
            }
        }
        if !piece.bytes.isEmpty { pieces.append(piece) }
    }
}
