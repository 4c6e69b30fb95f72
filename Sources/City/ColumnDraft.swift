/// A column while it is being read: its type widens as the data wants (bool → integer → real → text), nothing lost.
package struct ColumnDraft: Sendable {
    package enum ColumnType: Sendable { case bool, integer, real, text }

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
    private var dictionary = TextCodes()

    /// - Parameter type: what a column without values is.
    package init(_ name: String, type: ColumnType = .bool) {
        self.name = name
        self.type = type
    }

    /// A draft that already holds a column's values.
    init(_ column: Column) {
        self.init(column.name)
        unit = column.unit
        definition = column.definition
        switch column.values {
        case .bool(let v): (type, bools) = (.bool, v)
        case .integer(let v): (type, integers) = (.integer, v)
        case .real(let v): (type, reals) = (.real, v)
        case .text(let v, let texts):
            // A dictionary made elsewhere may name a text twice.
            let recoded = texts.map { dictionary.code(of: $0) }
            (type, codes) = (.text, v.map { $0 < 0 ? -1 : recoded[Int($0)] })
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

    package var values: Column.Values {
        // What has a unit is a number, even where there is none of it: files of one kind keep one form.
        if isAllNull, unit != nil { return .real([Double](repeating: .nan, count: count)) }
        return switch type {
        case .bool: .bool(bools)
        case .integer: .integer(integers)
        case .real: .real(reals)
        case .text: .text(codes: codes, dictionary: dictionary.texts)
        }
    }

    mutating func append(_ value: Value) {
        switch value {
        case .null: append(nulls: 1)
        case .bool(let b): append(bool: b)
        case .integer(let i): append(integer: i)
        case .real(let d): append(real: d)
        case .text(let t):
            var text = t
            text.withUTF8 { append(utf8: $0) }
        }
    }

    package mutating func append(nulls n: Int) {
        switch type {
        case .bool: bools.append(contentsOf: repeatElement(2, count: n))
        case .integer: integers.append(contentsOf: repeatElement(.min, count: n))
        case .real: reals.append(contentsOf: repeatElement(.nan, count: n))
        case .text: codes.append(contentsOf: repeatElement(-1, count: n))
        }
    }

    package mutating func append(bool b: Bool) {
        if type == .bool {
            bools.append(b ? 1 : 0)
            isAllNull = false
        } else {
            appendOther(.bool(b))
        }
    }

    package mutating func append(integer i: Int64) {
        if type == .integer, i != .min {
            integers.append(i)
        } else if type == .real, Int64(exactly: Double(i)) == i {
            reals.append(Double(i))
        } else {
            appendOther(.integer(i))
        }
        isAllNull = false
    }

    /// NaN becomes null, and so does infinity unless the data really hold it.
    package mutating func append(real d: Double) {
        guard d.isFinite else { return append(nulls: 1) }
        if type == .real {
            reals.append(d)
        } else {
            appendOther(.real(d))
        }
        isAllNull = false
    }

    package mutating func append(utf8 text: UnsafeBufferPointer<UInt8>) {
        if type != .text { become(.text) }
        codes.append(dictionary.code(of: text))
        isAllNull = false
    }

    /// Makes numbers of truth values, in a column whose other values show that it holds numbers.
    package mutating func numberBools() {
        guard type == .bool else { return }
        integers = bools.map { $0 == 2 ? .min : Int64($0) }
        bools = []
        type = .integer
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
            codes.append(dictionary.code(of: value.plain))
        } else if case .real(let d) = value, type == .real {
            reals.append(d)
        } else {
            append(value)
        }
        isAllNull = false
    }

    private mutating func become(_ new: ColumnType) {
        let n = count
        let old = Column(name, values: values)
        (bools, integers, reals, codes) = ([], [], [], [])
        type = new
        if isAllNull { return append(nulls: n) }
        for row in 0..<n {
            let value = old[row]
            if value.isNull {
                append(nulls: 1)
            } else if new == .text {
                codes.append(dictionary.code(of: value.plain))
            } else {
                append(value)
            }
        }
    }
}
