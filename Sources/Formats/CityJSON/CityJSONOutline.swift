internal import City
internal import Geometry
internal import JSON

/// Where a CityJSON text keeps its city objects and vertices, found without parsing them.
struct CityJSONOutline {
    /// Some whole members of `CityObjects`, or some whole lines of a CityJSONSeq.
    struct Piece {
        var bytes: Range<Int>
        var isRecords: Bool
    }

    private(set) var header = CityJSONHeader()
    private(set) var pieces: [Piece] = []
    /// The vertices of the first object: all there are in a CityJSON file, mostly none in a CityJSONSeq.
    private(set) var vertices: [Point3] = []

    private let text: JSONText
    private let pieceBytes: Int

    /// - Parameters:
    ///   - pieceBytes: pieces end with the object or line that passes this size; what one parse takes.
    ///   - passed: told of every stretch of the text that was looked through.
    /// - Throws: `JSONFault` where the text stops being CityJSON.
    init(_ text: JSONText, pieceBytes: Int, passed: (Range<Int>) -> Void = { _ in }) throws {
        self.text = text
        self.pieceBytes = pieceBytes
        guard text[0] != 0, text[1] != 0, text[0] ?? 0 < 0xFE else {
            throw text.fault("the text is UTF-16 or UTF-32; CityJSON is UTF-8", at: 0)
        }
        let start = text.skipSpace(text.start)
        guard text[start] == UInt8(ascii: "{") else {
            throw text.fault("expected a CityJSON object, \(text.found(start))", at: start)
        }
        let end = try readFirst(start, passed)
        try readRecords(text.skipSpace(end), passed)
    }

    private mutating func readFirst(_ start: Int, _ passed: (Range<Int>) -> Void) throws -> Int {
        let parser = JSONParser()
        var objects: Int?
        var vertexList: Int?
        let end = try text.members(at: start) { nameRange, value in
            let name = String(decoding: text.slice(nameRange).dropFirst().dropLast(), as: UTF8.self)
            if name == "CityObjects", text[value] == UInt8(ascii: "{") {
                if objects != nil {
                    throw text.fault("the member \"CityObjects\" occurs twice", at: nameRange.lowerBound)
                }
                objects = value
                return try cutObjects(value, passed)
            }
            let end = try text.endOfValue(value)
            if name == "vertices", text[value] == UInt8(ascii: "[") {
                vertexList = vertexList ?? value
                return end
            }
            do {
                try parser.parse(padded: text.slice(value..<end), length: end - value) { try header.read(name, $0) }
            } catch let fault as JSONFault {
                throw text.fault(fault.problem, at: value + fault.offset)
            } catch let problem as CityJSONHeader.Problem {
                throw text.fault(problem.text, at: value)
            }
            return end
        }
        do {
            try header.check()
        } catch {
            throw text.fault(error.text, at: start)
        }
        guard objects != nil else { throw text.fault("expected a member \"CityObjects\", found none", at: start) }
        if let vertexList { try readVertices(vertexList) }
        return end
    }

    /// Cuts the members of `CityObjects` into pieces.
    private mutating func cutObjects(_ start: Int, _ passed: (Range<Int>) -> Void) throws -> Int {
        var stretch = PassedStretch()
        var open: Range<Int>?
        let end = try text.members(at: start) { name, value in
            let end = try text.endOfValue(value)
            let bytes = (open?.lowerBound ?? name.lowerBound)..<end
            if bytes.count >= pieceBytes {
                pieces.append(Piece(bytes: bytes, isRecords: false))
                if let range = stretch.reached(end) { passed(range) }
                open = nil
            } else {
                open = bytes
            }
            return end
        }
        if let open { pieces.append(Piece(bytes: open, isRecords: false)) }
        return end
    }

    /// Cuts the lines behind the first into pieces.
    private mutating func readRecords(_ start: Int, _ passed: (Range<Int>) -> Void) throws {
        var stretch = PassedStretch()
        var at = start
        var bytes = at..<at
        while at < text.count {
            guard text[at] == UInt8(ascii: "{") else {
                throw text.fault("expected a CityJSONFeature, \(text.found(at))", at: at)
            }
            let end = try text.endOfValue(at)
            bytes = bytes.lowerBound..<end
            at = text.skipSpace(end)
            if bytes.count >= pieceBytes {
                pieces.append(Piece(bytes: bytes, isRecords: true))
                if let range = stretch.reached(end) { passed(range) }
                bytes = at..<at
            }
        }
        if !bytes.isEmpty { pieces.append(Piece(bytes: bytes, isRecords: true)) }
    }

    /// Reads the vertices in pieces: their text is often half of the file.
    private mutating func readVertices(_ start: Int) throws {
        let parser = JSONParser()
        var buffer: [UInt8] = []
        let transform = header.transform
        var open: Range<Int>?
        func flush() throws {
            guard let bytes = open else { return }
            open = nil
            buffer.removeAll(keepingCapacity: true)
            buffer.append(UInt8(ascii: "["))
            buffer.append(contentsOf: text.slice(bytes))
            buffer.append(UInt8(ascii: "]"))
            var isGood = true
            let before = vertices.count
            do {
                try parser.parse(buffer) { list in
                    let areNumbers = list.rows { x, y, z, n in
                        if n != 3 { isGood = false }
                        vertices.append(transform.apply(x, y, z))
                    }
                    isGood = isGood && areNumbers
                }
            } catch let fault as JSONFault {
                throw text.fault(fault.problem, at: bytes.lowerBound + fault.offset - 1)
            }
            if !isGood {
                throw text.fault(
                    "expected lists of three numbers in \"vertices\", from vertex \(before) on", at: bytes.lowerBound)
            }
        }
        _ = try text.elements(at: start) { element in
            open = (open?.lowerBound ?? element.lowerBound)..<element.upperBound
            if element.upperBound - (open?.lowerBound ?? 0) >= pieceBytes { try flush() }
        }
        try flush()
    }
}
