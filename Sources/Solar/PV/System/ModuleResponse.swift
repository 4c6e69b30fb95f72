/// Power and voltage of a module at nodes of light and temperature, for looking up instead of solving.
///
/// Light nodes are uniform in the square root of irradiance, where efficiency changes fastest at low light;
/// temperature nodes stand 2.5 K apart. Between temperatures power is all but linear (a ten-thousandth off at most).
struct ModuleResponse {
    static let coldest = -100.0
    static let step = 2.5
    static let temperatures = 121

    /// Power per watt of nameplate, light node by light node.
    private var power: [Double] = []
    /// Voltage at maximum power, V.
    private var voltage: [Double] = []

    init(_ module: PVModule, irradiance nodes: [Double]) {
        power.reserveCapacity(nodes.count * Self.temperatures)
        voltage.reserveCapacity(nodes.count * Self.temperatures)
        for light in nodes {
            for t in 0..<Self.temperatures {
                let point = module.maximumPowerPoint(
                    effectiveIrradiance: light, cellTemperature: Self.coldest + Double(t) * Self.step)
                power.append(point.power / module.power)
                voltage.append(point.voltage)
            }
        }
    }

    /// Power per watt of nameplate and voltage at a light node.
    func point(node: Int, cellTemperature: Double) -> (power: Double, voltage: Double) {
        let x = (cellTemperature - Self.coldest) / Self.step
        let low = Int(min(max(x, 0), Double(Self.temperatures - 2)))
        let share = min(max(x - Double(low), 0), 1)
        let i = node * Self.temperatures + low
        return (
            power[i] + share * (power[i + 1] - power[i]), voltage[i] + share * (voltage[i + 1] - voltage[i])
        )
    }
}
