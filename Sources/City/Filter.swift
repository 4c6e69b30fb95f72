import Geometry

/// A condition on a layer's attributes: the common part of SQL's WHERE and OGC CQL2 text.
///
/// `height > 7 AND use IN ('school', 'hospital') AND NOT (name LIKE 'No%' OR levels IS NULL)`,
/// with `= <> != < <= > >=`, `BETWEEN a AND b`, `IN (…)`, `LIKE` (`%` any, `_` one), `IS [NOT] NULL`,
/// `AND OR NOT ( )`. `id` is the feature's id. As in SQL, a comparison with a missing value is unknown, `NOT` leaves it
/// unknown, and a feature is taken only where the whole condition is true.
public struct Filter: Sendable, Hashable {
    /// As written.
    public let text: String
    let condition: Condition

    indirect enum Condition: Sendable, Hashable {
        case all
        case compare(String, Comparison, Value)
        case between(String, Double, Double)
        case isIn(String, [Value])
        case like(String, [Character])
        case isNull(String)
        case not(Condition)
        case and(Condition, Condition)
        case or(Condition, Condition)
    }

    enum Comparison: String, Sendable {
        case equal = "="
        case unequal = "<>"
        case less = "<"
        case lessEqual = "<="
        case greater = ">"
        case greaterEqual = ">="
    }

    /// Three-valued logic as an order: false 0 < unknown 1 < true 2, so AND is min, OR is max, NOT is 2 − x.
    private typealias Truth = UInt8
    private static func truth(_ b: Bool) -> Truth { b ? 2 : 0 }

    /// Parses a condition.
    /// - Throws: `InputError` that says where it stopped making sense.
    public init(_ text: String, path: String = "where") throws {
        self.text = text
        var parser = try FilterParser(text, path: path)
        condition = try parser.parse()
    }

    /// The attribute names the condition uses.
    public var attributes: [String] {
        func walk(_ c: Condition) -> [String] {
            switch c {
            case .all: []
            case .compare(let n, _, _), .between(let n, _, _), .isIn(let n, _), .like(let n, _), .isNull(let n): [n]
            case .not(let a): walk(a)
            case .and(let a, let b), .or(let a, let b): walk(a) + walk(b)
            }
        }
        return walk(condition)
    }

    /// The condition bound to a layer's columns.
    /// - Throws: `InputError` for an attribute the layer does not have, naming the nearest.
    public func bound(to layer: Layer, path: String = "where") throws -> (Int) -> Bool {
        for name in attributes where name != "id" && layer.column(name) == nil {
            let names = layer.columns.map(\.name) + ["id"]
            throw InputError(
                path: path, problem: "layer '\(layer.name)' has no attribute '\(name)'",
                suggestion: nearest(to: name, among: names).map { "did you mean '\($0)'?" }
                    ?? "it has: \(names.joined(separator: ", "))")
        }
        try Filter.check(condition, layer, path)
        let test = Filter.bind(condition, layer)
        return { test($0) == 2 }
    }

    /// Refuses comparing a column of numbers with a text that is none.
    private static func check(_ condition: Condition, _ layer: Layer, _ path: String) throws {
        switch condition {
        case .not(let a): try check(a, layer, path)
        case .and(let a, let b), .or(let a, let b):
            try check(a, layer, path)
            try check(b, layer, path)
        case .isIn(let name, let values): for v in values { try check(.compare(name, .equal, v), layer, path) }
        case .compare(let name, _, .text(let text)):
            guard let column = layer.column(name), column.isNumeric, Double(text) == nil else { return }
            throw InputError(
                path: path, problem: "'\(name)' is a number\(column.unit.map { " in \($0)" } ?? ""), '\(text)' is not",
                suggestion: "write numbers without quotes")
        default: return
        }
    }

    /// The rows of a layer that meet the condition, ascending.
    public func rows(of layer: Layer, path: String = "where") throws -> [Int] {
        let test = try bound(to: layer, path: path)
        return (0..<layer.count).filter(test)
    }

    private static func bind(_ condition: Condition, _ layer: Layer) -> (Int) -> Truth {
        switch condition {
        case .all: return { _ in 2 }
        case .not(let a):
            let a = bind(a, layer)
            return { 2 - a($0) }
        case .and(let a, let b):
            let (a, b) = (bind(a, layer), bind(b, layer))
            return { min(a($0), b($0)) }
        case .or(let a, let b):
            let (a, b) = (bind(a, layer), bind(b, layer))
            return { max(a($0), b($0)) }
        case .isNull(let name):
            guard let column = layer.column(name) else { return { _ in 0 } }
            return { truth(column[$0].isNull) }
        case .between(let name, let low, let high):
            return bind(.and(.compare(name, .greaterEqual, .real(low)), .compare(name, .lessEqual, .real(high))), layer)
        case .like(let name, let pattern):
            return matchText(name, layer) { like(Array($0), pattern) }
        case .isIn(let name, let values):
            let tests = values.map { bind(.compare(name, .equal, $0), layer) }
            return { row in tests.reduce(0) { max($0, $1(row)) } }
        case .compare(let name, let comparison, .text(let text)):
            return matchText(name, layer) { compare($0, comparison, text) }
        case .compare(let name, let comparison, let value):
            guard let wanted = value.double else { return { _ in 1 } }
            // Ids and text columns hold numbers as texts: `id = 7`.
            guard let column = layer.column(name), column.type != "text" else {
                return matchText(name, layer) { Double($0).map { compare($0, comparison, wanted) } ?? false }
            }
            return { row in
                let x = column.number(row)
                return x.isNaN ? 1 : truth(compare(x, comparison, wanted))
            }
        }
    }

    /// A test on an attribute's text. A dictionary column is tested once per distinct text.
    private static func matchText(
        _ name: String, _ layer: Layer, _ test: @escaping (String) -> Bool
    ) -> (Int) -> Truth {
        guard let column = layer.column(name) else { return { truth(test(layer.ids[$0])) } }
        if case .text(let codes, let dictionary) = column.values {
            let answers = dictionary.map { truth(test($0)) }
            return { codes[$0] < 0 ? 1 : answers[Int(codes[$0])] }
        }
        return { row in
            let value = column[row]
            return value.isNull ? 1 : truth(test(value.plain))
        }
    }

    private static func compare<T: Comparable>(_ a: T, _ comparison: Comparison, _ b: T) -> Bool {
        switch comparison {
        case .equal: a == b
        case .unequal: a != b
        case .less: a < b
        case .lessEqual: a <= b
        case .greater: a > b
        case .greaterEqual: a >= b
        }
    }

    private static func like(_ text: [Character], _ pattern: [Character]) -> Bool {
        // Two-pointer wildcard match: remembers the last % and how much it swallowed.
        var t = 0
        var p = 0
        var star = -1
        var mark = 0
        while t < text.count {
            if p < pattern.count, pattern[p] == "%" {
                star = p
                mark = t
                p += 1
            } else if p < pattern.count, pattern[p] == "_" || pattern[p] == text[t] {
                t += 1
                p += 1
            } else if star >= 0 {
                mark += 1
                t = mark
                p = star + 1
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == "%" { p += 1 }
        return p == pattern.count
    }
}
