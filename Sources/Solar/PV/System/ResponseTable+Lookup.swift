extension ResponseTable {
    /// Power of an hour per watt of nameplate DC power.
    public struct Power: Sendable, Hashable {
        /// DC power after losses.
        public var dc: Float
        /// AC power; negative where the inverter draws its night tare.
        public var ac: Float
        /// AC power that the inverter could not pass on.
        public var clipped: Float
    }

    /// Light at the cells, and the light that is reflected or caught by dirt but warms the module, W/m2.
    public struct CellLight: Sendable, Hashable {
        /// Effective irradiance.
        public var effective: Float
        /// Irradiance in the plane less the effective.
        public var reflected: Float

        /// From the two parts.
        public init(effective: Float, reflected: Float = 0) {
            self.effective = effective
            self.reflected = reflected
        }
    }

    /// Power in uniform light.
    ///
    /// Light that is negative or not a number counts as none; hours outside the table give none.
    public func power(hour: Int, _ light: CellLight) -> Power {
        values.withUnsafeBufferPointer { values in
            guard let row = row(hour, values) else { return .init(dc: 0, ac: -nightTare, clipped: 0) }
            let found = dc(row, light)
            return clip(dc: found.dc, ac: ac(row, dc: found.dc, from: found.node))
        }
    }

    /// Power of a string inverter, or of electronics at every module, when some of the modules lie in shade.
    /// - Parameters:
    ///   - lit: light where the sun reaches.
    ///   - shaded: light where it does not.
    ///   - litShare: share of substrings that the sun reaches, 0...1.
    ///   - hasModuleElectronics: optimisers or microinverters: shade costs only what it covers.
    public func power(
        hour: Int, lit: CellLight, shaded: CellLight, litShare: Float, hasModuleElectronics: Bool = false
    ) -> Power {
        values.withUnsafeBufferPointer { values in
            guard let row = row(hour, values) else { return .init(dc: 0, ac: -nightTare, clipped: 0) }
            return power(row, lit, shaded, litShare, hasModuleElectronics)
        }
    }

    /// A block of hours at many places: AC power of every hour and place, per watt of nameplate.
    ///
    /// All arrays have one value per hour and place, places within hours. What is missing or not a number counts as no
    /// light.
    /// - Parameters:
    ///   - hours: hours of the table.
    ///   - beam: effective direct irradiance where the sun reaches, W/m2.
    ///   - diffuse: effective diffuse irradiance, W/m2.
    ///   - reflectedBeam: what the cover takes of the direct light, W/m2; nil for none.
    ///   - reflectedDiffuse: what it takes of the diffuse light, W/m2; nil for none.
    ///   - litShare: share of the place's substrings that the sun reaches; nil when it reaches all.
    ///   - clipped: AC power the inverter could not pass on is added to its sum.
    public func power(
        hours block: Range<Int>, places: Int, beam: [Float], diffuse: [Float], reflectedBeam: [Float]? = nil,
        reflectedDiffuse: [Float]? = nil, litShare: [Float]? = nil, hasModuleElectronics: Bool = false,
        clipped: inout Double
    ) -> [Float] {
        let count = max(0, places) * block.count
        var out = [Float](repeating: -nightTare, count: count)
        let usable = min(
            count, beam.count, diffuse.count, reflectedBeam?.count ?? count, reflectedDiffuse?.count ?? count,
            litShare?.count ?? count)
        let dark = [Float](repeating: 0, count: reflectedBeam == nil || reflectedDiffuse == nil ? usable : 0)
        var lost = 0.0
        values.withUnsafeBufferPointer { values in
            (reflectedBeam ?? dark).withUnsafeBufferPointer { reflectedBeam in
                (reflectedDiffuse ?? dark).withUnsafeBufferPointer { reflectedDiffuse in
                    for (k, hour) in block.enumerated() {
                        guard let row = row(hour, values) else { continue }
                        for i in min(usable, k * places)..<min(usable, (k + 1) * places) {
                            let shaded = CellLight(effective: diffuse[i], reflected: reflectedDiffuse[i])
                            let lit = CellLight(
                                effective: diffuse[i] + beam[i], reflected: reflectedDiffuse[i] + reflectedBeam[i])
                            let share = litShare?[i] ?? 1
                            let found = power(row, lit, shaded, share, hasModuleElectronics)
                            out[i] = found.ac
                            lost += Double(found.clipped)
                        }
                    }
                }
            }
        }
        clipped += lost
        return out
    }

    // MARK: - One row

    /// Rows are read through a pointer: three numbers a node.
    typealias Row = UnsafePointer<Float>

    @inline(__always)
    private func row(_ hour: Int, _ values: UnsafeBufferPointer<Float>) -> Row? {
        guard rows.indices.contains(hour), rows[hour] >= 0, let base = values.baseAddress else { return nil }
        return base + 3 * nodes * Int(rows[hour])
    }

    /// DC power and the node below.
    @inline(__always)
    private func dc(_ row: Row, _ light: CellLight) -> (dc: Float, node: Int) {
        // A comparison with NaN is false, so that it too gives none.
        guard light.effective > 0 else { return (0, 0) }
        let g = min(light.effective, 10_000)
        let x = g.squareRoot() * scale
        let node = min(Int(x), nodes - 2)
        // Linear in irradiance, not in its root: power is.
        let low = Float(node)
        let share = (x * x - low * low) / (2 * low + 1)
        let a = row + 3 * node
        let reflected = light.reflected > 0 ? min(light.reflected, 10_000) : 0
        let dc = a[0] + share * (a[3] - a[0]) + reflected * (a[1] + share * (a[4] - a[1]))
        return (max(0, dc), node)
    }

    /// AC power before clipping at a DC power, from a node near it: linear between nodes.
    @inline(__always)
    private func ac(_ row: Row, dc: Float, from start: Int) -> Float {
        guard dc > 0 else { return -nightTare }
        var node = start
        while node > 0, row[3 * node] > dc { node -= 1 }
        while node < nodes - 2, row[3 * node + 3] < dc { node += 1 }
        let a = row + 3 * node
        let width = a[3] - a[0]
        guard width > 0 else { return a[2] }
        return a[2] + (dc - a[0]) / width * (a[5] - a[2])
    }

    @inline(__always)
    private func clip(dc: Float, ac: Float) -> Power {
        let passed = min(ac, limit)
        return Power(dc: dc, ac: passed, clipped: ac - passed)
    }

    @inline(__always)
    private func power(
        _ row: Row, _ lit: CellLight, _ shaded: CellLight, _ litShare: Float, _ hasModuleElectronics: Bool
    ) -> Power {
        let full = dc(row, lit)
        guard litShare < 1 else { return clip(dc: full.dc, ac: ac(row, dc: full.dc, from: full.node)) }
        let dim = dc(row, shaded)
        let f = litShare > 0 ? litShare : 0
        let each = f * full.dc + (1 - f) * dim.dc
        guard !hasModuleElectronics, full.dc > dim.dc else {
            return clip(dc: each, ac: ac(row, dc: each, from: full.node))
        }
        let bypassed = full.dc * (f - (1 - f) * bypassLoss)
        let carried = dim.dc * (1 + f * openCircuitGain * (1 - dim.dc / full.dc))
        let dc = min(max(bypassed, carried), each)
        let guess = Float(full.node) * (dc / full.dc).squareRoot()
        return clip(dc: dc, ac: ac(row, dc: dc, from: min(Int(guess), nodes - 2)))
    }
}
