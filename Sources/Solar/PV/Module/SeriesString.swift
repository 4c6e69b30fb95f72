/// Substrings of cells in series, each with a bypass diode: a module under partial shade, or a string of modules.
///
/// All carry the same current, voltages add; a substring that cannot carry it is bypassed at the diode's forward
/// voltage (Bishop 1988).
public struct SeriesString: Sendable {
    /// Substrings that are alike.
    public struct Group: Sendable, Hashable {
        /// The curve of one of them.
        public var curve: SingleDiode
        /// How many.
        public var count: Int

        /// From a curve and a number of substrings.
        public init(curve: SingleDiode, count: Int) {
            self.curve = curve
            self.count = count
        }
    }

    /// The substrings by kind.
    public let groups: [Group]
    /// Forward voltage of a conducting bypass diode, V (0.5 for Schottky diodes).
    public let bypassVoltage: Double

    /// From groups of substrings; groups of nothing are left out.
    public init(_ groups: [Group], bypassVoltage: Double = 0.5) {
        self.groups = groups.filter { $0.count > 0 }
        self.bypassVoltage = max(0, bypassVoltage)
    }

    /// A module of `substrings` equal parts, each in its own light and at its own temperature.
    /// - Parameters:
    ///   - module: the whole module.
    ///   - irradiance: effective irradiance of every substring, W/m2.
    ///   - cellTemperature: of every substring, degrees Celsius; one value stands for all.
    public init(
        module: SingleDiodeModule, irradiance: [Double], cellTemperature: [Double], bypassVoltage: Double = 0.5
    ) {
        let parts = Double(irradiance.count)
        let last = cellTemperature.count - 1
        var groups: [Group] = []
        for (i, light) in irradiance.enumerated() where last >= 0 {
            let whole = module.curve(effectiveIrradiance: light, cellTemperature: cellTemperature[min(i, last)])
            groups.append(Group(curve: whole.divided(by: parts), count: 1))
        }
        self.init(groups, bypassVoltage: bypassVoltage)
    }

    /// Voltage at a current, V; substrings that cannot carry it are bypassed.
    public func voltage(current: Double) -> Double {
        groups.reduce(0) { $0 + Double($1.count) * max($1.curve.voltage(current: current), -bypassVoltage) }
    }

    /// Current at a voltage, A, not negative: where ``voltage(current:)`` has that value.
    public func current(voltage: Double) -> Double {
        var low = 0.0
        var high = groups.map { $0.curve.current(voltage: -bypassVoltage) }.max() ?? 0
        guard self.voltage(current: low) > voltage else { return 0 }
        for _ in 0..<100 where high > low {
            let middle = low + 0.5 * (high - low)
            if middle <= low || middle >= high { break }
            if self.voltage(current: middle) > voltage { low = middle } else { high = middle }
        }
        return low
    }

    /// The greatest power of all the curve's maxima; zero in the dark.
    public func maximumPowerPoint() -> SingleDiode.Point {
        // Between the currents at which one more kind of substring is bypassed, power is concave in the current.
        let turns = Set(groups.map { $0.curve.current(voltage: -bypassVoltage) }).filter { $0 > 0 }.sorted()
        var best = SingleDiode.Point(voltage: 0, current: 0)
        var start = 0.0
        for turn in turns {
            let candidate = peak(from: start, to: turn)
            if candidate.power > best.power { best = candidate }
            start = turn
        }
        return best
    }

    /// The maximum between two currents where no substring changes from carrying to bypassed.
    private func peak(from lower: Double, to upper: Double) -> SingleDiode.Point {
        let middle = 0.5 * (lower + upper)
        let carrying = groups.filter { $0.curve.voltage(current: middle) > -bypassVoltage }
        let bypassed = groups.reduce(0) { $0 + $1.count } - carrying.reduce(0) { $0 + $1.count }
        var (low, high) = (lower, upper)
        var point = SingleDiode.Point(voltage: 0, current: 0)
        for _ in 0..<60 {
            let current = 0.5 * (low + high)
            guard current > low, current < high else { break }
            var voltage = -Double(bypassed) * bypassVoltage
            var slope = 0.0
            for group in carrying {
                let v = group.curve.diodeVoltage(current: current)
                let n = Double(group.count)
                voltage += n * (v - current * group.curve.seriesResistance)
                slope += n * (1 / group.curve.current(diodeVoltage: v).slope - group.curve.seriesResistance)
            }
            point = SingleDiode.Point(voltage: voltage, current: current)
            if voltage + current * slope > 0 { low = current } else { high = current }
        }
        return point
    }

    /// Power that the substrings would give each at its own maximum, W: what module electronics per substring reach.
    public var unmismatchedPower: Double {
        groups.reduce(0) { $0 + Double($1.count) * $1.curve.maximumPowerPoint().power }
    }

    /// Share of that power lost because all carry one current, 0...1; 0 in the dark.
    public var mismatchLoss: Double {
        let whole = unmismatchedPower
        return whole > 0 ? max(0, 1 - maximumPowerPoint().power / whole) : 0
    }
}

extension SingleDiode {
    /// One of `parts` equal pieces of a module's series chain of cells.
    func divided(by parts: Double) -> SingleDiode {
        guard parts > 0 else { return self }
        var part = self
        part.seriesResistance /= parts
        part.shuntConductance *= parts
        part.nNsVth /= parts
        part.breakdown?.voltage /= parts
        return part
    }
}
