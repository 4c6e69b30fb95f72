import Geometry

/// Recursive descent over the tokens of a condition.
struct FilterParser {
    private enum Token: Equatable {
        case name(String)
        case text(String)
        case number(Double, isWhole: Bool)
        case symbol(String)
        case end
    }

    private let path: String
    private let source: String
    private var tokens: [Token] = []
    private var at = 0
    private var depth = 0

    init(_ text: String, path: String) throws {
        self.path = path
        source = text
        try tokenise(Array(text))
    }

    private func fail(_ problem: String) -> InputError {
        InputError(
            path: path, problem: "\(problem) in the condition: \(source)",
            suggestion: "write it like: height > 7 AND use IN ('school', 'hospital')")
    }

    private mutating func tokenise(_ c: [Character]) throws {
        var i = 0
        func isNameStart(_ x: Character) -> Bool { x.isLetter || x == "_" }
        while i < c.count {
            let x = c[i]
            if x.isWhitespace {
                i += 1
            } else if isNameStart(x) {
                var j = i
                while j < c.count, isNameStart(c[j]) || c[j].isNumber || c[j] == ":" || c[j] == "." { j += 1 }
                tokens.append(.name(String(c[i..<j])))
                i = j
            } else if x == "'" || x == "\"" {
                // A doubled quote stands for itself; '…' is a text, "…" a name.
                var text = ""
                var j = i + 1
                while true {
                    guard j < c.count else { throw fail("a quote is not closed") }
                    if c[j] == x {
                        guard j + 1 < c.count, c[j + 1] == x else { break }
                        j += 1
                    }
                    text.append(c[j])
                    j += 1
                }
                tokens.append(x == "'" ? .text(text) : .name(text))
                i = j + 1
            } else if x.isNumber || x == "." || ((x == "-" || x == "+") && i + 1 < c.count) {
                var j = i + 1
                while j < c.count,
                    c[j].isNumber || c[j] == "." || c[j] == "e" || c[j] == "E"
                        || ((c[j] == "-" || c[j] == "+") && (c[j - 1] == "e" || c[j - 1] == "E"))
                { j += 1 }
                let text = String(c[i..<j])
                guard let number = Double(text), number.isFinite else { throw fail("'\(text)' is not a number") }
                tokens.append(.number(number, isWhole: Int64(text) != nil))
                i = j
            } else {
                let two = i + 1 < c.count ? String(c[i...i + 1]) : ""
                if ["<=", ">=", "<>", "!=", "=="].contains(two) {
                    tokens.append(.symbol(two == "!=" ? "<>" : two == "==" ? "=" : two))
                    i += 2
                } else if "=<>(),".contains(x) {
                    tokens.append(.symbol(String(x)))
                    i += 1
                } else {
                    throw fail("'\(x)' is not understood")
                }
            }
        }
    }

    private var token: Token { at < tokens.count ? tokens[at] : .end }

    private func isWord(_ word: String) -> Bool {
        if case .name(let n) = token { n.uppercased() == word } else { false }
    }

    private mutating func take(_ word: String) -> Bool {
        guard isWord(word) else { return false }
        at += 1
        return true
    }

    private mutating func take(symbol: String) -> Bool {
        guard token == .symbol(symbol) else { return false }
        at += 1
        return true
    }

    private var shown: String {
        switch token {
        case .name(let s), .symbol(let s): "'\(s)'"
        case .text(let s): "'\(s)'"
        case .number(let d, _): "\(d)"
        case .end: "the end"
        }
    }

    mutating func parse() throws -> Filter.Condition {
        if tokens.isEmpty { return .all }
        let condition = try or()
        guard token == .end else { throw fail("expected AND, OR or the end, found \(shown)") }
        return condition
    }

    private mutating func or() throws -> Filter.Condition {
        var left = try and()
        while take("OR") { left = .or(left, try and()) }
        return left
    }

    private mutating func and() throws -> Filter.Condition {
        var left = try not()
        while take("AND") { left = .and(left, try not()) }
        return left
    }

    private mutating func not() throws -> Filter.Condition {
        depth += 1
        defer { depth -= 1 }
        guard depth < 200 else { throw fail("nested too deep") }
        if take("NOT") { return .not(try not()) }
        if take(symbol: "(") {
            let inner = try or()
            guard take(symbol: ")") else { throw fail("expected ')', found \(shown)") }
            return inner
        }
        return try predicate()
    }

    private mutating func predicate() throws -> Filter.Condition {
        guard case .name(let name) = token else { throw fail("expected an attribute name, found \(shown)") }
        at += 1
        if take("IS") {
            let negated = take("NOT")
            guard take("NULL") else { throw fail("expected NULL, found \(shown)") }
            return negated ? .not(.isNull(name)) : .isNull(name)
        }
        let negated = take("NOT")
        if take("IN") {
            guard take(symbol: "(") else { throw fail("expected '(' after IN, found \(shown)") }
            var values = [try value()]
            while take(symbol: ",") { values.append(try value()) }
            guard take(symbol: ")") else { throw fail("expected ')', found \(shown)") }
            return negated ? .not(.isIn(name, values)) : .isIn(name, values)
        }
        if take("LIKE") {
            guard case .text(let pattern) = try value() else { throw fail("LIKE needs a text") }
            return negated ? .not(.like(name, Array(pattern))) : .like(name, Array(pattern))
        }
        if take("BETWEEN") {
            guard let low = try value().double, take("AND"), let high = try value().double else {
                throw fail("BETWEEN needs two numbers with AND between")
            }
            return negated ? .not(.between(name, low, high)) : .between(name, low, high)
        }
        guard !negated, case .symbol(let symbol) = token, let comparison = Filter.Comparison(rawValue: symbol) else {
            throw fail("expected a comparison after '\(name)', found \(shown)")
        }
        at += 1
        return .compare(name, comparison, try value())
    }

    private mutating func value() throws -> Value {
        defer { at += 1 }
        switch token {
        case .text(let s): return .text(s)
        case .number(let d, let isWhole): return isWhole ? .integer(Int64(d)) : .real(d)
        case .name(let n) where n.uppercased() == "TRUE": return .bool(true)
        case .name(let n) where n.uppercased() == "FALSE": return .bool(false)
        default: throw fail("expected a value (texts in 'single quotes'), found \(shown)")
        }
    }
}
