/// An inverter.
public enum InverterModel: Sendable, Hashable {
    /// The models by the names users type.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case pvwatts, sandia, adr
    }

    case pvwatts(PVWattsInverter)
    case sandia(SandiaInverter)
    case adr(ADRInverter)

    /// The model's name.
    public var kind: Kind {
        switch self {
        case .pvwatts: .pvwatts
        case .sandia: .sandia
        case .adr: .adr
        }
    }

    /// AC power at which it clips, W.
    public var limit: Double {
        switch self {
        case .pvwatts(let inverter): inverter.limit
        case .sandia(let inverter): inverter.paco
        case .adr(let inverter): inverter.pacmax
        }
    }

    /// AC power drawn in the dark, W, not negative.
    public var nightTare: Double {
        switch self {
        case .pvwatts: 0
        case .sandia(let inverter): abs(inverter.pnt)
        case .adr(let inverter): abs(inverter.pnt)
        }
    }

    /// AC power as it would be without the limit, W.
    /// - Parameters:
    ///   - dc: DC power, W; negative counts as none.
    ///   - voltage: DC voltage, V.
    public func unclipped(dc: Double, voltage: Double) -> Double {
        let dc = max(0, dc)
        switch self {
        case .pvwatts(let inverter): return inverter.unclipped(dc: dc)
        case .sandia(let inverter): return inverter.unclipped(dc: dc, voltage: voltage)
        case .adr(let inverter): return inverter.unclipped(dc: dc, voltage: voltage)
        }
    }

    /// AC power, W: negative where the inverter draws its night tare.
    public func ac(dc: Double, voltage: Double) -> Double { min(limit, unclipped(dc: dc, voltage: voltage)) }

    /// - Throws: `InputError` for parameters no inverter has.
    func check() throws {
        switch self {
        case .pvwatts(let inverter): try inverter.check()
        case .sandia(let inverter): try inverter.check()
        case .adr(let inverter): try inverter.check()
        }
    }
}
