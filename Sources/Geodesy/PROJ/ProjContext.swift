import CPROJ
import Geometry

/// One PROJ context and what it complained about; used by one thread at a time.
///
/// The network stays off: results must not depend on a grid server being reachable.
final class ProjContext {
    let raw: OpaquePointer
    /// The messages since the last `takeMessage`.
    private var messages: [String] = []

    init() throws {
        guard let context = proj_context_create() else {
            throw NativeError(library: "PROJ", function: "proj_context_create", message: "out of memory")
        }
        raw = context
        proj_context_set_enable_network(context, 0)
        // Unretained: the context dies with this object, so the pointer never outlives it.
        proj_log_func(context, Unmanaged.passUnretained(self).toOpaque()) { data, _, message in
            guard let data, let message else { return }
            Unmanaged<ProjContext>.fromOpaque(data).takeUnretainedValue().messages.append(String(cString: message))
        }
    }

    deinit { proj_context_destroy(raw) }

    /// The last thing PROJ said, which is the outermost reason; empties the record.
    func takeMessage() -> String {
        defer { messages.removeAll() }
        if let last = messages.last { return last }
        let code = proj_context_errno(raw)
        guard code != 0, let text = proj_context_errno_string(raw, code) else { return "" }
        return String(cString: text)
    }

    func error(_ function: String) -> NativeError {
        NativeError(library: "PROJ", function: function, message: takeMessage())
    }

    /// Takes ownership of what a PROJ function made, or throws what PROJ said.
    func object(_ function: String, _ made: OpaquePointer?) throws -> ProjObject {
        guard let made else { throw error(function) }
        return ProjObject(made, in: self)
    }
}

/// A PROJ object (CRS or transformation) that is destroyed with its last reference, before its context.
final class ProjObject {
    let raw: OpaquePointer
    let context: ProjContext

    init(_ raw: OpaquePointer, in context: ProjContext) {
        self.raw = raw
        self.context = context
    }

    deinit { proj_destroy(raw) }

    var name: String { proj_get_name(raw).map { String(cString: $0) } ?? "" }

    /// Code under an authority (`EPSG`), if the object carries one.
    func code(of authority: String) -> Int? {
        guard let name = proj_get_id_auth_name(raw, 0), String(cString: name).uppercased() == authority,
            let code = proj_get_id_code(raw, 0)
        else { return nil }
        return Int(String(cString: code))
    }
}
