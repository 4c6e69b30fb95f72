extension Photometry {
    /// A generated road luminaire of 1,000 lm: two beams along the road towards γ = 64°, thrown to the street side, cut off
    /// above 78°, as street lighting optics with LED have it. No maker's: for lamps whose photometry is unknown.
    ///
    /// I = (0.35 cos γ + exp(−((γ − 64°) / 13°)²) exp(−((sin C sin γ − 0.22) / 0.3)²) |cos C| sin γ) · house · cut, scaled.
    static let generatedRoad: Photometry = {
        let c = stride(from: 0.0, through: 360, by: 5).map { $0 }
        let gamma = stride(from: 0.0, through: 90, by: 2.5).map { $0 }
        var values: [Double] = []
        for plane in c {
            let (sineC, cosineC) = plane == 360 ? (0, 1) : (sin(plane * .pi / 180), cos(plane * .pi / 180))
            for height in gamma {
                let (sineG, cosineG) = (sin(height * .pi / 180), cos(height * .pi / 180))
                let across = sineC * sineG
                let towards = (height - 64) / 13
                let aside = (across - 0.22) / 0.3
                let beam = exp(-towards * towards - aside * aside) * abs(cosineC) * sineG
                let house = 1 / (1 + exp(-(across + 0.35) / 0.12))
                let cut = 1 / (1 + exp((height - 78) / 2))
                values.append((0.35 * max(0, cosineG) + beam) * house * cut)
            }
        }
        let raw = Photometry(name: "", c: c, gamma: gamma, intensities: values.map { Float($0) })
        let scale = 1000 / raw.flux
        return Photometry(
            name: "generated road luminaire", c: c, gamma: gamma, intensities: values.map { Float($0 * scale) })
    }()
}
