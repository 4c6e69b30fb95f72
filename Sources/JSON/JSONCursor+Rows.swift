extension JSONCursor {
    /// Reads a list of short lists of numbers, `[[x, y], [x, y, z], …]`: coordinates, the bulk of every map file.
    ///
    /// `body` gets the first three numbers of each (0 where there are fewer) and how many there were.
    /// - Returns: false as soon as something is no list of numbers.
    @inlinable public func rows(_ body: (_ x: Double, _ y: Double, _ z: Double, _ count: Int) -> Void) -> Bool {
        guard isArray else { return false }
        var at = self.at + 1
        let stop = end - 1
        while at < stop {
            let row = cursor(at: at)
            guard row.isArray else { return false }
            let end = row.end
            // A number takes two words, a bracket one.
            let numbers = (end - at - 2) / 2
            // Most rows: two or three plain decimal numbers.
            if numbers == 2, tape[at + 1] >> 56 == 0x64, tape[at + 3] >> 56 == 0x64 {
                body(Double(bitPattern: tape[at + 2]), Double(bitPattern: tape[at + 4]), 0, 2)
            } else {
                guard row.numbers(body) else { return false }
            }
            at = end
        }
        return true
    }

    /// Reads one list of numbers, `[x, y, z]`.
    /// - Returns: false if it is none.
    @inlinable public func numbers(_ body: (_ x: Double, _ y: Double, _ z: Double, _ count: Int) -> Void) -> Bool {
        guard isArray else { return false }
        var first = (0.0, 0.0, 0.0)
        var count = 0
        var at = self.at + 1
        let stop = end - 1
        while at < stop {
            let value = cursor(at: at)
            guard let number = value.double else { return false }
            switch count {
            case 0: first.0 = number
            case 1: first.1 = number
            case 2: first.2 = number
            default: break
            }
            count += 1
            at += 2
        }
        body(first.0, first.1, first.2, count)
        return true
    }

    /// Reads a list of whole numbers: the vertices of a ring.
    /// - Returns: false as soon as something is no whole number that fits.
    @inlinable public func integers(_ body: (Int) -> Void) -> Bool {
        guard isArray else { return false }
        var at = self.at + 1
        let stop = end - 1
        while at < stop {
            if tape[at] >> 56 == 0x6C {
                body(Int(truncatingIfNeeded: tape[at + 1]))
            } else {
                guard let whole = cursor(at: at).integer, let number = Int(exactly: whole) else { return false }
                body(number)
            }
            at += 2
        }
        return true
    }
}
