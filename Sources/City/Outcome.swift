public import JSON

/// What a simulation answers.
public struct Outcome: Sendable {
    /// Result layers, of the same type as the city's.
    public var layers: [Layer]
    public var indicators: [Indicator]
    public var diagnostics: Diagnostics
    /// The inputs as resolved, defaults included; filled in by the engine.
    public var inputs: JSONObject
    /// How it came about: simulation, versions, sources; filled in by the engine.
    public var provenance: JSONObject

    public init(layers: [Layer], indicators: [Indicator], diagnostics: Diagnostics = Diagnostics()) {
        self.layers = layers
        self.indicators = indicators
        self.diagnostics = diagnostics
        inputs = [:]
        provenance = [:]
    }

    /// The result layer of that name.
    public func layer(_ name: String) -> Layer? { layers.first { $0.name == name } }

    /// The value of an indicator.
    public func indicator(_ code: String) -> Double? { indicators.first { $0.kind.code == code }?.value }
}

/// One number that answers the question for the whole city.
public struct Indicator: Sendable, Hashable {
    /// What the number is; each kind is declared once, beside the simulation that computes it.
    public struct Kind: Sendable, Hashable {
        /// `solar.annual_irradiation`.
        public var code: String
        /// As written on an axis: `MWh/a`.
        public var unit: String
        /// One sentence.
        public var definition: String

        public init(_ code: String, unit: String, _ definition: String) {
            self.code = code
            self.unit = unit
            self.definition = definition
        }
    }

    public var kind: Kind
    /// nil where there is nothing to compute it from (the mean of no roofs).
    public var value: Double?

    public init(_ kind: Kind, _ value: Double?) {
        self.kind = kind
        self.value = value.flatMap { $0.isFinite ? $0 : nil }
    }

    public var json: JSONValue {
        [
            "code": .string(kind.code), "value": value.map { .number($0) } ?? .null, "unit": .string(kind.unit),
            "definition": .string(kind.definition),
        ]
    }
}

extension Diagnostic {
    public var json: JSONValue {
        [
            "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
            "count": .integer(Int64(count)), "features": .array(features.map { .string($0) }),
        ]
    }
}
