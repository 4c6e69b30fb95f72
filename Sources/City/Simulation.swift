/// One kind of what-if question: a value whose stored properties are its inputs.
public protocol Simulation: Sendable {
    /// `solar.yield`: subject, dot, verb or noun.
    static var name: String { get }
    /// One line for the list.
    static var summary: String { get }

    /// Looks up its inputs; each look-up is also their documentation.
    /// - Throws: `InputError`.
    init(_ inputs: inout Inputs) throws

    /// Answers for a city. Pure: same city and inputs, same outcome, whatever the number of threads.
    func run(on city: City) throws -> Outcome
}

/// A question about what changes do: it looks at the city before and after them.
public protocol ChangeSimulation: Simulation {
    /// Answers for a city before and after the scenario's changes.
    func run(from before: City, to after: City) throws -> Outcome
}

extension ChangeSimulation {
    /// Nothing was changed.
    public func run(on city: City) throws -> Outcome { try run(from: city, to: city) }
}
