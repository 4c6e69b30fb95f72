/// Finds the first byte at which a text stops being JSON (RFC 8259). Runs only after the parser said no,
/// because simdjson says what is wrong but not where.
struct FaultFinder {
    let text: UnsafeBufferPointer<UInt8>
    var at = 0
    var depth = 0

    struct Found: Error { var problem: String }

    mutating func run() -> String? {
        do {
            try value()
            skipSpace()
            return at < text.count ? "something stands behind the end of the value" : nil
        } catch let found as Found {
            return found.problem
        } catch {
            return nil
        }
    }

    private var byte: UInt8? { at < text.count ? text[at] : nil }

    private mutating func skipSpace() {
        while let b = byte, b == 0x20 || b == 0x0A || b == 0x0D || b == 0x09 { at += 1 }
    }

    func found() -> String {
        guard let b = byte else { return "the text ends" }
        return b > 0x20 && b < 0x7F ? "found '\(Character(UnicodeScalar(b)))'" : "found byte 0x\(String(b, radix: 16))"
    }

    private mutating func value() throws {
        skipSpace()
        depth += 1
        defer { depth -= 1 }
        if depth > 1024 { throw Found(problem: "nested deeper than 1024 levels") }
        switch byte {
        case UInt8(ascii: "{"): try container(close: UInt8(ascii: "}"), named: true)
        case UInt8(ascii: "["): try container(close: UInt8(ascii: "]"), named: false)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case .some(let b) where b == UInt8(ascii: "-") || isDigit(b): try number()
        default: throw Found(problem: "expected a value, \(found())")
        }
    }

    private mutating func container(close: UInt8, named: Bool) throws {
        at += 1
        skipSpace()
        if byte == close {
            at += 1
            return
        }
        while true {
            if named {
                skipSpace()
                guard byte == UInt8(ascii: "\"") else { throw Found(problem: "expected a name in quotes, \(found())") }
                try string()
                skipSpace()
                guard byte == UInt8(ascii: ":") else { throw Found(problem: "expected ':', \(found())") }
                at += 1
            }
            try value()
            skipSpace()
            if byte == UInt8(ascii: ",") {
                at += 1
            } else if byte == close {
                at += 1
                return
            } else {
                throw Found(problem: "expected ',' or '\(Character(UnicodeScalar(close)))', \(found())")
            }
        }
    }

    private mutating func string() throws {
        at += 1
        while let b = byte {
            if b == UInt8(ascii: "\"") {
                at += 1
                return
            }
            if b < 0x20 { throw Found(problem: "a control character inside a text") }
            if b == UInt8(ascii: "\\") { at += 1 }
            at += 1
        }
        throw Found(problem: "the text ends inside a quoted text")
    }

    private mutating func word(_ word: String) throws {
        for c in word.utf8 {
            guard byte == c else { throw Found(problem: "expected '\(word)', \(found())") }
            at += 1
        }
    }

    private func isDigit(_ b: UInt8?) -> Bool { b.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }

    private mutating func digits() throws {
        guard isDigit(byte) else { throw Found(problem: "expected a digit, \(found())") }
        while isDigit(byte) { at += 1 }
    }

    private mutating func number() throws {
        if byte == UInt8(ascii: "-") { at += 1 }
        let zero = byte == UInt8(ascii: "0")
        let start = at
        try digits()
        if zero && at > start + 1 { throw Found(problem: "a number may not begin with 0") }
        if byte == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            at += 1
            if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { at += 1 }
            try digits()
        }
    }
}

extension JSONFault {
    /// Locates the fault in a text of which a parser said only `reason`.
    init(locatingIn text: UnsafeBufferPointer<UInt8>, reason: String) {
        var finder = FaultFinder(text: text)
        let problem = finder.run()
        // No fault of grammar: the bytes themselves are wrong (encoding) or a number is out of range.
        let invalid = problem == nil ? JSONFault.firstInvalidUTF8(text) : nil
        let offset = invalid ?? (problem == nil ? 0 : min(finder.at, text.count))
        var line = 1
        var start = 0
        for i in 0..<offset where text[i] == 0x0A {
            line += 1
            start = i + 1
        }
        self.init(
            problem: invalid != nil ? "the text is not UTF-8 here" : problem ?? reason, offset: offset, line: line,
            column: offset - start + 1)
    }

    static func firstInvalidUTF8(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var decoder = UTF8()
        var iterator = text.makeIterator()
        var consumed = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): consumed += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return consumed
            }
        }
    }
}
