import City
import Geometry
import JSON

/// One JSON-RPC 2.0 request.
struct Request {
    var id: JSONValue?
    var method: String
    var params: JSONObject
    var wantsProgress: Bool

    /// Reads a request; a member that is not of the envelope is refused.
    init(_ json: JSONValue) throws(RequestError) {
        guard let object = json.object else {
            throw RequestError(.invalidRequest, "a request is an object, not \(json.kind)")
        }
        switch object["id"] {
        case nil: id = nil
        case .null?, .string?, .integer?, .number?: id = object["id"]
        default: throw RequestError(.invalidRequest, "'id' must be a text or a number")
        }
        if let version = object["jsonrpc"], version != "2.0" {
            throw RequestError(.invalidRequest, "'jsonrpc' must be \"2.0\"", id: id)
        }
        guard let method = object["method"]?.string else {
            throw RequestError(.invalidRequest, "'method' must be the name of a method", id: id)
        }
        self.method = method
        switch object["params"] {
        case nil, .null?: params = [:]
        case .object(let o)?: params = o
        default: throw RequestError(.invalidParams, "'params' must be an object", id: id)
        }
        wantsProgress = params["progress"]?.bool ?? false
        params["progress"] = nil
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
