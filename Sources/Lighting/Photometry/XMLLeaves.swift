import CExpat
import Geometry

/// What an XML document says, as a list: every element that has text, with its way from the root. Read with expat.
struct XMLLeaves {
    /// One element with text.
    struct Leaf {
        /// Names from the root's child on, `Header/Manufacturer`, without namespaces.
        var path: String
        /// Names and values in turn, as expat gives them.
        var attributes: [String: String]
        var text: String
        /// Counted from 1.
        var line: Int
    }

    private(set) var root = ""
    private(set) var leaves: [Leaf] = []

    /// - Throws: ``DataError`` with the line when it is not well-formed, or nested deeper than any photometric file.
    init(_ text: PhotometryText) throws {
        guard let parser = XML_ParserCreate(nil) else {
            throw NativeError(library: "expat", function: "XML_ParserCreate", message: "no memory")
        }
        defer { XML_ParserFree(parser) }
        let hearer = Hearer(parser)
        XML_SetUserData(parser, Unmanaged.passUnretained(hearer).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let data, let name else { return }
                Unmanaged<Hearer>.fromOpaque(data).takeUnretainedValue().begin(String(cString: name), attributes)
            },
            { data, _ in
                guard let data else { return }
                Unmanaged<Hearer>.fromOpaque(data).takeUnretainedValue().end()
            })
        XML_SetCharacterDataHandler(parser) { data, characters, count in
            guard let data, let characters else { return }
            let bytes = UnsafeRawBufferPointer(start: characters, count: Int(count))
            Unmanaged<Hearer>.fromOpaque(data).takeUnretainedValue().text += bytes
        }
        // expat counts in Int32: a gigabyte at once is more than any luminaire needs.
        guard text.bytes.count < 1 << 30 else {
            throw DataError(file: text.file, problem: "expected less than 1 GB of XML, found \(text.bytes.count) bytes")
        }
        let status = text.bytes.withUnsafeBytes {
            XML_Parse(parser, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count), 1)
        }
        let line = Int(XML_GetCurrentLineNumber(parser))
        if hearer.isTooDeep {
            throw text.error(line: line - 1, "expected elements nested at most \(Hearer.deepest) deep, found more")
        }
        guard status == XML_STATUS_OK else {
            let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "not well-formed"
            throw text.error(line: line - 1, "expected well-formed XML, found: \(reason)")
        }
        root = hearer.root
        leaves = hearer.leaves
    }

    /// The text of the first element with one of these paths.
    func first(_ paths: String...) -> String? {
        for path in paths {
            if let leaf = leaves.first(where: { $0.path == path }) { return leaf.text }
        }
        return nil
    }
}

/// Takes what expat calls out.
private final class Hearer {
    static let deepest = 32

    private let parser: XML_Parser
    private var names: [String] = []
    private var attributes: [String: String] = [:]
    var text: [UInt8] = []
    var root = ""
    var leaves: [XMLLeaves.Leaf] = []
    var isTooDeep = false

    init(_ parser: XML_Parser) { self.parser = parser }

    func begin(_ name: String, _ given: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) {
        let local = name.split(separator: ":").last.map { String($0) } ?? name
        if root.isEmpty { root = local }
        names.append(local)
        text = []
        attributes = [:]
        var at = given
        while let pair = at, let key = pair[0], let value = pair[1] {
            attributes[String(cString: key)] = String(cString: value)
            at = pair + 2
        }
        if names.count > Self.deepest {
            isTooDeep = true
            XML_StopParser(parser, XML_Bool(0))
        }
    }

    func end() {
        let content = String(decoding: text, as: UTF8.self)
        let trimmed = content.drop { $0.isWhitespace }
        let end = trimmed.lastIndex { !$0.isWhitespace }
        if let end {
            leaves.append(
                XMLLeaves.Leaf(
                    path: names.dropFirst().joined(separator: "/"), attributes: attributes,
                    text: String(trimmed[...end]),
                    line: Int(XML_GetCurrentLineNumber(parser))))
        }
        text = []
        attributes = [:]
        if !names.isEmpty { names.removeLast() }
    }
}
