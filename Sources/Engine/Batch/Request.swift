import City
import Geometry
import JSON

/// One JSON-RPC 2.0 request.
struct Request {
    var id: JSONValue?
    var method: String
    var params: JSONObject
    var wantsProgress: Bool

    /// The id of the requests that this one calls off.
    var cancels: JSONValue? {
        guard method == "cancel", let cancel = Method.named(method),
            (try? Parameter.check(params, against: cancel.parameters)) != nil
        else { return nil }
        return params["id"]
    }

    private static let members = ["jsonrpc", "id", "method", "params"]
    /// Whole numbers up to here are exact as doubles: an id beyond could not be given back as it was.
    private static let exact = 9_007_199_254_740_992.0

    /// Reads a request; a member that is not of the envelope is refused.
    init(_ json: JSONValue) throws(RequestError) {
        guard let object = json.object else {
            throw RequestError(.invalidRequest, "a request is an object, not \(json.kind)")
        }
        var known: JSONValue?
        func wrong(
            _ path: String, _ problem: String, _ suggestion: String? = nil, code: RequestError.Code = .invalidRequest
        ) -> RequestError {
            var data: JSONObject = ["path": .string(path)]
            if let suggestion { data["suggestion"] = .string(suggestion) }
            return RequestError(code, problem, data: data, id: known)
        }
        switch object["id"] {
        case .number(let x)? where abs(x) >= Request.exact:
            throw wrong("id", "'id' is a number too large to be given back exactly", "write it as a text")
        case nil, .null?, .string?, .integer?, .number?: known = object["id"]
        default: throw wrong("id", "'id' must be a text or a number")
        }
        for key in object.keys where !Request.members.contains(key) {
            throw wrong(key, "a request has no member '\(key)'", nearestName(to: key, among: Request.members))
        }
        guard object["jsonrpc"] == "2.0" else {
            throw wrong("jsonrpc", "'jsonrpc' must be \"2.0\"", #"every request has "jsonrpc": "2.0""#)
        }
        guard let method = object["method"]?.string else {
            throw wrong("method", "'method' must be the name of a method")
        }
        var params = object["params"] ?? .null
        if params == .null { params = .object([:]) }
        guard var given = params.object else {
            throw wrong("params", "'params' must be an object, not \(params.kind)", code: .invalidParams)
        }
        switch given["progress"] {
        case nil, .null?: wantsProgress = false
        case .bool(let wanted)?: wantsProgress = wanted
        default: throw wrong("progress", "'progress' must be true or false", code: .invalidParams)
        }
        given["progress"] = nil
        self.method = method
        self.params = given
        id = known
    }
}

/// An error as a JSON-RPC answer carries it.
struct RequestError: Error {
    enum Code: Int64 {
        case parse = -32700
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParams = -32602
        case internalError = -32603
        /// A file is broken, missing or locked.
        case data = -32001
        /// GEOS, PROJ or SQLite said no.
        case native = -32002
        /// Called off by `cancel`.
        case cancelled = -32800
    }

    var code: Code
    var message: String
    var data: JSONObject = [:]
    var id: JSONValue?

    init(_ code: Code, _ message: String, data: JSONObject = [:], id: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
        self.id = id
    }

    init(_ error: any Error) {
        switch error {
        case let error as RequestError: self = error
        case let error as InputError:
            self.init(.invalidParams, error.problem, data: ["path": .string(error.path)])
            if let suggestion = error.suggestion { data["suggestion"] = .string(suggestion) }
        case let error as DataError:
            self.init(.data, error.problem, data: ["file": .string(error.file)])
            if !error.place.isEmpty { data["place"] = .string(error.place) }
        case let error as NativeError:
            self.init(
                .native, error.message, data: ["library": .string(error.library), "function": .string(error.function)])
        case let fault as JSONFault:
            self.init(.invalidParams, fault.description)
        case is Monitor.Cancelled: self.init(.cancelled, "cancelled")
        default: self.init(.internalError, "\(error)")
        }
    }

    var json: JSONValue {
        var error: JSONObject = ["code": .integer(code.rawValue), "message": .string(message)]
        if !data.isEmpty { error["data"] = .object(data) }
        return .object(error)
    }
}
