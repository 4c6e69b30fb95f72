import Geometry

/// The rate at which money of next year counts less than money of today.
public enum DiscountRate: Sendable, Hashable {
    /// With inflation in it.
    case nominal(Double)
    /// Beyond inflation.
    case real(Double)
}

/// A loan in equal yearly instalments.
public struct Loan: Sendable, Hashable {
    /// Share of the capital cost that is borrowed, 0…1.
    public var share: Double
    /// Nominal interest a year.
    public var interest: Double
    /// Years of instalments; at most the lifetime.
    public var term: Int

    public init(share: Double, interest: Double, term: Int) {
        self.share = share
        self.interest = interest
        self.term = term
    }
}

/// A tax on what the system earns: savings and sales less operation, replacement, interest and straight-line
/// depreciation. Losses are carried forward.
public struct IncomeTax: Sendable, Hashable {
    /// Share of the taxable income, 0…1.
    public var rate: Double
    /// Years over which the capital cost is written off.
    public var depreciationYears: Int

    public init(rate: Double, depreciationYears: Int) {
        self.rate = rate
        self.depreciationYears = depreciationYears
    }
}

/// How an investment is judged.
public struct Finance: Sendable, Hashable {
    /// Years of operation, 1…100.
    public var lifetime: Int
    public var discountRate: DiscountRate
    /// A year; makes nominal of real rates, and grows inverter prices and (unless said otherwise) operating costs.
    public var inflation: Double
    /// Loss of yield from year to year: 0.005 is 0.5 %.
    public var degradation: Double
    public var loan: Loan?
    public var tax: IncomeTax?

    public init(
        lifetime: Int = 25, discountRate: DiscountRate, inflation: Double = 0, degradation: Double = 0.005,
        loan: Loan? = nil, tax: IncomeTax? = nil
    ) {
        self.lifetime = lifetime
        self.discountRate = discountRate
        self.inflation = inflation
        self.degradation = degradation
        self.loan = loan
        self.tax = tax
    }

    /// (1 + nominal) = (1 + real) (1 + inflation)
    public var nominalRate: Double {
        switch discountRate {
        case .nominal(let rate): rate
        case .real(let rate): (1 + rate) * (1 + inflation) - 1
        }
    }

    public var realRate: Double {
        switch discountRate {
        case .nominal(let rate): (1 + rate) / (1 + inflation) - 1
        case .real(let rate): rate
        }
    }

    func check() throws {
        _ = try Double(lifetime).checked("finance.lifetime", in: 1...100)
        _ = try inflation.checked("finance.inflation", in: -0.5...1)
        switch discountRate {
        case .nominal(let rate), .real(let rate): _ = try rate.checked("finance.discount_rate", in: -0.5...1)
        }
        _ = try degradation.checked("finance.degradation", in: 0...0.5)
        if let loan {
            _ = try loan.share.checked("finance.loan.share", in: 0...1)
            _ = try loan.interest.checked("finance.loan.interest", in: 0...1)
            _ = try Double(loan.term).checked("finance.loan.term", in: 1...Double(lifetime))
        }
        if let tax {
            _ = try tax.rate.checked("finance.tax.rate", in: 0...1)
            _ = try Double(tax.depreciationYears).checked("finance.tax.depreciation_years", in: 1...100)
        }
    }
}
