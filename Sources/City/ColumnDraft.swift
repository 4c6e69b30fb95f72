/// A column while it is being read: its type widens as the data wants (bool → integer → real → text), nothing lost.
struct ColumnDraft: Sendable {
    enum ColumnType: Sendable { case bool, integer, real, text }

    let name: String
    var unit: String?
    var definition: String?
    private var type: ColumnType
    private var isAllNull = true
    // One of the four is in use; separate stored arrays so that appending happens in place.
    private var bools: [UInt8] = []
    private var integers: [Int64] = []
    private var reals: [Double] = []
    private var codes: [Int32] = []
    private var dictionary: [String] = []
    private var codeOfText: [String: Int32] = [:]

    init(_ name: String, type: ColumnType = .bool, nulls: Int = 0) {
        self.name = name
        self.type = type
        for _ in 0..<nulls { append(.null) }
    }

    /// A draft that already holds a column's values.
    init(_ column: Column) {
        self.init(column.name)
        unit = column.unit
        definition = column.definition
        isAllNull = false
        switch column.values {
        case .bool(let v): (type, bools) = (.bool, v)
        case .integer(let v): (type, integers) = (.integer, v)
        case .real(let v): (type, reals) = (.real, v)
        case .text(let v, let d):
            (type, codes, dictionary) = (.text, v, d)
            for (i, text) in d.enumerated() { codeOfText[text] = Int32(i) }
        }
        isAllNull = (0..<column.count).allSatisfy { column[$0].isNull }
    }

    var count: Int {
        switch type {
        case .bool: bools.count
        case .integer: integers.count
        case .real: reals.count
        case .text: codes.count
        }
    }

    var values: Column.Values {
        switch type {
        case .bool: .bool(bools)
        case .integer: .integer(integers)
        case .real: .real(reals)
        case .text: .text(codes: codes, dictionary: dictionary)
        }
    }

    mutating func append(_ value: Value) {
        switch value {
        case .null: return appendNull()
        case .bool(let b):
            if type == .bool {
                bools.append(b ? 1 : 0)
            } else {
                appendOther(value)
            }
        case .integer(let i):
            if type == .integer, i != .min {
                integers.append(i)
            } else if type == .real, Int64(exactly: Double(i)) == i {
                reals.append(Double(i))
            } else {
                appendOther(value)
            }
        case .real(let d):
            guard d.isFinite else { return appendNull() }
            if type == .real {
                reals.append(d)
            } else {
                appendOther(value)
            }
        case .text(let t):
            if type == .text {
                codes.append(code(of: t))
            } else {
                appendOther(value)
            }
        }
        isAllNull = false
    }

    private mutating func appendNull() {
        switch type {
        case .bool: bools.append(2)
        case .integer: integers.append(.min)
        case .real: reals.append(.nan)
        case .text: codes.append(-1)
        }
    }

    /// A value that the present type does not hold: change the type, or keep the value's text.
    private mutating func appendOther(_ value: Value) {
        switch (type, value) {
        case (_, .bool) where isAllNull: become(.bool)
        case (_, .integer(let i)) where isAllNull && i != .min: become(.integer)
        case (_, .real) where isAllNull: become(.real)
        case (.integer, .real) where integers.allSatisfy({ $0 == .min || Int64(exactly: Double($0)) == $0 }):
            become(.real)
        case (.text, _): break
        default: become(.text)
        }
        if type == .text {
            codes.append(code(of: value.plain))
        } else {
            isAllNull = false
            append(value)
        }
    }

    private mutating func become(_ new: ColumnType) {
        let n = count
        let old = Column(name, values: values)
        (bools, integers, reals, codes) = ([], [], [], [])
        type = new
        for row in 0..<n {
            let value = old[row]
            if value.isNull {
                appendNull()
            } else if new == .text {
                codes.append(code(of: value.plain))
            } else {
                append(value)
            }
        }
    }

    private mutating func code(of text: String) -> Int32 {
        if let code = codeOfText[text] { return code }
        let code = Int32(dictionary.count)
        dictionary.append(text)
        codeOfText[text] = code
        return code
    }
}
