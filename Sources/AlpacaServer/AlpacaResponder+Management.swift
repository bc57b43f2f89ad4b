import Alpaca
import Hummingbird
import Kernel

extension AlpacaResponder {
    /// Answers `/management/apiversions`, `/management/v1/description` and `/management/v1/configureddevices`.
    func management(_ path: [Substring], _ request: Request) throws -> Response {
        let value: JSONValue
        switch path {
        case ["apiversions"]: value = [1]
        case ["v1", "description"]: value = description
        case ["v1", "configureddevices"]: value = configuredDevices
        default: throw Refusal(.notFound, "the management has apiversions, v1/description and v1/configureddevices")
        }
        guard request.method == .get else {
            throw Refusal(.methodNotAllowed, "the management is read with GET", allowed: "GET")
        }
        let parameters = try CallParameters(request.uri.query ?? "", .get)
        _ = try parameters.clientNumber("ClientID")
        return try CallAnswer(
            clientTransactionID: try parameters.clientNumber("ClientTransactionID"),
            serverTransactionID: nextTransaction()
        ).success(value)
    }

    private var description: JSONValue {
        [
            "ServerName": .string(identity.name), "Manufacturer": .string(identity.manufacturer),
            "ManufacturerVersion": .string(identity.version), "Location": .string(identity.location),
        ]
    }

    private var configuredDevices: JSONValue {
        .array(
            directory.entries.map { entry in
                [
                    "DeviceName": .string(entry.device.name), "DeviceType": .string(entry.device.type.displayName),
                    "DeviceNumber": .integer(Int64(entry.number)), "UniqueID": .string(entry.device.uniqueID),
                ]
            })
    }
}
