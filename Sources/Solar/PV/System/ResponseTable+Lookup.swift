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
            return uniform(row, light)
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
            return mixed(row, lit, shaded, litShare, hasModuleElectronics)
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
        // One value serves all where nothing was given.
        let (more, warmth, share) = (reflectedBeam ?? [0], reflectedDiffuse ?? [0], litShare ?? [1])
        let (moreStep, warmthStep) = (reflectedBeam == nil ? 0 : 1, reflectedDiffuse == nil ? 0 : 1)
        let isMixed = litShare != nil
        values.withUnsafeBufferPointer { values in
            for (k, hour) in block.enumerated() {
                guard let row = row(hour, values) else { continue }
                var lost: Float = 0
                for i in min(usable, k * places)..<min(usable, (k + 1) * places) {
                    let shaded = CellLight(effective: diffuse[i], reflected: warmth[i * warmthStep])
                    let lit = CellLight(
                        effective: shaded.effective + beam[i], reflected: shaded.reflected + more[i * moreStep])
                    let power =
                        isMixed ? mixed(row, lit, shaded, share[i], hasModuleElectronics) : uniform(row, lit)
                    out[i] = power.ac
                    lost += power.clipped
                }
                clipped += Double(lost)
            }
        }
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

    /// Where light stands among the nodes: the node below, and the share of the way to the next.
    @inline(__always)
    private func place(_ irradiance: Float) -> (x: Float, node: Int, share: Float) {
        // A comparison with NaN is false, so that it too counts as none.
        let g = irradiance > 0 ? min(irradiance, 10_000) : 0
        let x = g.squareRoot() * scale
        return place(x: x)
    }

    @inline(__always)
    private func place(x: Float) -> (x: Float, node: Int, share: Float) {
        let node = min(Int32(x), Int32(truncatingIfNeeded: nodes - 2))
        // Linear in irradiance, not in its root: power is. Beyond the last node the last piece goes on.
        let low = Float(node)
        return (x, Int(node), (x * x - low * low) / (2 * low + 1))
    }

    /// DC power of light, and its place among the nodes.
    @inline(__always)
    private func dc(_ row: Row, _ light: CellLight) -> (dc: Float, x: Float) {
        let (x, node, share) = place(light.effective)
        let reflected = light.reflected > 0 ? min(light.reflected, 10_000) : 0
        let a = row + 3 * node
        let dc = a[0] + share * (a[3] - a[0]) + reflected * (a[1] + share * (a[4] - a[1]))
        return (dc > 0 ? dc : 0, x)
    }

    /// AC power before clipping: the inverter is as efficient as in uniform light at a place that gives about as much.
    @inline(__always)
    private func ac(_ row: Row, dc: Float, x: Float) -> Float {
        let (_, node, share) = place(x: x)
        let a = row + 3 * node
        let dcThere = a[0] + share * (a[3] - a[0])
        let acThere = a[2] + share * (a[5] - a[2])
        return dcThere > 1e-6 ? acThere * (dc / dcThere) : acThere
    }

    @inline(__always)
    private func clip(dc: Float, ac: Float) -> Power {
        let passed = min(ac, limit)
        return Power(dc: dc, ac: passed, clipped: ac - passed)
    }

    @inline(__always)
    private func uniform(_ row: Row, _ light: CellLight) -> Power {
        let found = dc(row, light)
        return clip(dc: found.dc, ac: ac(row, dc: found.dc, x: found.x))
    }

    @inline(__always)
    private func mixed(
        _ row: Row, _ lit: CellLight, _ shaded: CellLight, _ litShare: Float, _ hasModuleElectronics: Bool
    ) -> Power {
        let full = dc(row, lit)
        let dim = dc(row, shaded)
        let f = litShare > 0 ? min(litShare, 1) : 0
        let each = f * full.dc + (1 - f) * dim.dc
        let brighter = max(full.dc, 1e-12)
        let bypassed = full.dc * (f - (1 - f) * bypassLoss)
        let carried = dim.dc * (1 + f * openCircuitGain * max(0, 1 - dim.dc / brighter))
        let dc = hasModuleElectronics ? each : min(max(bypassed, carried), each)
        // Power goes with light, and the nodes with its root.
        return clip(dc: dc, ac: ac(row, dc: dc, x: full.x * (dc / brighter).squareRoot()))
    }
}
