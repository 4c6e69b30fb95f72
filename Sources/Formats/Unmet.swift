internal import City

extension Diagnostics {
    /// Says which attributes to be renamed do not occur in a file, and which it may have meant.
    ///
    /// Of several files one may lack what another has: whoever reads them all decides whether that is an error.
    mutating func noteUnmet(_ map: [String: String], _ members: some Collection<String>, known: [String] = []) {
        let met = Set(members)
        for (column, member) in map.sorted(by: { $0.key < $1.key }) where !met.contains(member) {
            let names = Set(members).union(known).sorted()
            let most = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
            let suggestion = nearest(to: member, among: names).map { "did you mean '\($0)'?" }
            note(
                "attribute-not-found",
                "there is no attribute '\(member)'"
                    + (suggestion.map { "; \($0)" } ?? (names.isEmpty ? "; there are none" : "; there are: \(most)")),
                "\(column)=\(member)")
        }
    }
}
