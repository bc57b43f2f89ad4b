/// The object ids of the built-in types that the house reads (`pg_type.dat`).
enum PostgresType {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let oid: UInt32 = 26
    static let json: UInt32 = 114
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let date: UInt32 = 1082
    static let timestamptz: UInt32 = 1184
    static let numeric: UInt32 = 1700
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802

    static let integers = [int8, int4, int2, oid]
    static let numbers = [float8, float4, numeric, int8, int4, int2]
    static let jsonTypes = [jsonb, json]

    /// Types made by the user, such as enumerations and `citext`, begin here.
    static let firstOfUser: UInt32 = 16_384

    /// text, varchar, bpchar, name, "char", unknown, xml, and types whose only Swift form is their text: numeric,
    /// interval, inet, cidr, macaddr, json and jsonb, regclass.
    static let texts: Set<UInt32> = [
        25, 1043, 1042, 19, 18, 705, 142, numeric, 1186, 869, 650, 829, json, jsonb, 2205,
    ]

    private static let names: [UInt32: String] = [
        bool: "bool", bytea: "bytea", int8: "int8", int2: "int2", int4: "int4", oid: "oid", json: "json",
        float4: "float4", float8: "float8", date: "date", timestamptz: "timestamptz", numeric: "numeric",
        uuid: "uuid", jsonb: "jsonb", 25: "text", 1043: "varchar", 1042: "bpchar", 19: "name", 18: "char",
        1114: "timestamp", 1083: "time", 1186: "interval", 869: "inet", 650: "cidr", 2278: "void",
    ]

    private static let elements: [UInt32: UInt32] = [
        1000: bool, 1005: int2, 1007: int4, 1016: int8, 1028: oid, 1021: float4, 1022: float8, 1231: numeric,
        1009: 25, 1015: 1043, 1014: 1042, 1003: 19, 1002: 18, 2951: uuid, 1185: timestamptz, 1182: date, 199: json,
        3807: jsonb,
    ]

    /// The type of the elements of an array type; nil when it is none that the house reads.
    static func element(of type: UInt32) -> UInt32? { elements[type] }

    /// The name of a type for error messages.
    static func name(_ type: UInt32) -> String {
        if let name = names[type] { return name }
        if let element = elements[type] { return name(element) + "[]" }
        return "type \(type)"
    }
}
