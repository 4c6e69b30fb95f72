internal import City
internal import Geometry
internal import JSON

/// Parses pieces of a GeoJSON text into layers. Used by one thread at a time.
final class GeoJSONWorker: @unchecked Sendable {
    private let text: JSONText
    private let file: String
    private let rules: GeoJSONRules
    private let isCollection: Bool
    private let parser = JSONParser()
    private var buffer: [UInt8] = []

    init(_ text: JSONText, file: String, rules: GeoJSONRules, isCollection: Bool) {
        self.text = text
        self.file = file
        self.rules = rules
        self.isCollection = isCollection
    }

    /// - Throws: `DataError` at the first fault.
    func read(_ pieces: ArraySlice<GeoJSONOutline.Piece>) throws -> GeoJSONPart {
        var rows = GeoJSONRows(rules)
        for piece in pieces {
            do {
                try read(piece, into: &rows)
            } catch is JSONFault {
                try readSingly(piece, into: &rows)
            }
        }
        return rows.finish()
    }

    /// Parses a whole piece as one list.
    private func read(_ piece: GeoJSONOutline.Piece, into rows: inout GeoJSONRows) throws {
        let length = piece.bytes.count + 2
        if buffer.count < length + JSONParser.padding {
            buffer = [UInt8](repeating: 0, count: length + length / 4 + JSONParser.padding)
        }
        let (text, isCollection, parser) = (text, isCollection, parser)
        try buffer.withUnsafeMutableBufferPointer { buffer in
            buffer[0] = UInt8(ascii: "[")
            let source = text.slice(piece.bytes)
            if let target = buffer.baseAddress, let base = source.baseAddress {
                (target + 1).update(from: base, count: source.count)
            }
            buffer[length - 1] = UInt8(ascii: "]")
            if !isCollection { try GeoJSONWorker.separate(text, piece.bytes, buffer) }
            var number = piece.first
            try parser.parse(padded: UnsafeBufferPointer(buffer), length: length) { list in
                for value in list.elements {
                    rows.add(value, number: FeatureNumber(value: number))
                    number += 1
                }
            }
        }
    }

    /// Puts commas between the texts of a sequence, in their copy that begins at `buffer[1]`.
    private static func separate(
        _ text: JSONText, _ bytes: Range<Int>, _ buffer: UnsafeMutableBufferPointer<UInt8>
    ) throws {
        var at = try text.endOfValue(bytes.lowerBound)
        while at < bytes.upperBound {
            let next = text.skipSpace(at, separators: true)
            for i in at..<next { buffer[i - bytes.lowerBound + 1] = UInt8(ascii: " ") }
            buffer[at - bytes.lowerBound + 1] = UInt8(ascii: ",")
            at = try text.endOfValue(next)
        }
    }

    /// Parses a piece one value at a time, to find the one at fault: a number no computer type holds is that
    /// feature's trouble alone, a fault of grammar is the file's.
    private func readSingly(_ piece: GeoJSONOutline.Piece, into rows: inout GeoJSONRows) throws {
        var at = piece.bytes.lowerBound
        var number = piece.first
        while at < piece.bytes.upperBound {
            let end: Int
            do {
                end = try text.endOfValue(at)
                let value = text.slice(at..<end)
                do {
                    try parser.parse(padded: value, length: end - at) {
                        rows.add($0, number: FeatureNumber(value: number))
                    }
                } catch let fault as JSONFault {
                    guard let repaired = value.withHoldableNumbers() else {
                        throw text.fault(fault.problem, at: at + fault.offset)
                    }
                    do {
                        try parser.parse(repaired) { rows.add($0, number: FeatureNumber(value: number)) }
                    } catch is JSONFault {
                        throw text.fault(fault.problem, at: at + fault.offset)
                    }
                    rows.note(
                        "number-out-of-range", "a number too large to hold became null or was rounded",
                        "feature number \(number)")
                }
            } catch let fault as JSONFault {
                throw DataError(fault, file: file)
            }
            number += 1
            at = text.skipSpace(end, separators: true)
            if isCollection, text[at] == UInt8(ascii: ",") { at = text.skipSpace(at + 1) }
        }
    }
}
