import FoundationEssentials
import Kernel
import Postgres
import Testing

@Suite struct SQLTests {
    @Test func interpolatedValuesBecomeParameters() {
        let sql: SQL = "select * from t where a = \(1) and b = \("x'; drop table t")"
        #expect(sql.text == "select * from t where a = $1 and b = $2")
        #expect(sql.parameters == ["1", "x'; drop table t"])
    }

    @Test func absentValuesBindNull() {
        let absent: String? = nil
        let sql: SQL = "insert into t values (\(absent), \(true))"
        #expect(sql.parameters == [nil, "t"])
    }

    @Test func pastedTextNeedsAWord() {
        let sql: SQL = "select * from \(unsafe: "users") where id = \(7)"
        #expect(sql.text == "select * from users where id = $1")
    }

    @Test func aNestedStatementBringsItsValuesAndIsRenumbered() {
        let condition: SQL = "a = \("ä") and b = \(Int?.none) or c = \(3)"
        let sql: SQL = "select \(0) where \(condition) limit \(9)"
        #expect(sql.text == "select $1 where a = $2 and b = $3 or c = $4 limit $5")
        #expect(sql.parameters == ["0", "ä", nil, "3", "9"])
        let twice: SQL = "\(sql) union \(condition)"
        #expect(twice.text.hasSuffix("limit $5 union a = $6 and b = $7 or c = $8"))
        #expect(twice.parameters == ["0", "ä", nil, "3", "9", "ä", nil, "3"])
    }

    @Test func arraysAndBytesAreQuoted() {
        let sql: SQL = "\(["a\"b", "c\\d", "", "NULL"]) \([1, 2]) \([UInt8]([0, 255])) \(Data([16]))"
        #expect(sql.parameters == [#"{"a\"b","c\\d","","NULL"}"#, #"{"1","2"}"#, "\\x00ff", "\\x10"])
    }

    @Test func enumerationsBindTheirRawValue() {
        enum Colour: String { case red }
        let sql: SQL = "\(Colour.red)"
        #expect(sql.parameters == ["red"])
    }

    @Test(arguments: [
        (1_768_597_445.123456, "2026-01-16T21:04:05.123456Z"), (0, "1970-01-01T00:00:00.000000Z"),
        (-0.25, "1969-12-31T23:59:59.750000Z"), (Double.infinity, "infinity"), (-Double.infinity, "-infinity"),
        (0.9999999, "1970-01-01T00:00:01.000000Z"),
    ])
    func datesBindToTheMicrosecond(seconds: Double, text: String) {
        #expect(Date(timeIntervalSince1970: seconds).postgresText == text)
    }

    @Test func aDateThatIsNoNumberDoesNotTrap() {
        #expect(Date(timeIntervalSince1970: .nan).postgresText != nil)
    }

    @Test func valuesDoNotShowInTheDescription() {
        let sql: SQL = "select \("secret")"
        #expect("\(sql)" == "select $1")
    }
}
