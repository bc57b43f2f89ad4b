import FoundationEssentials
import Settings
import Testing

@Suite struct BootstrapFileTests {
    private func parse(_ text: String, _ environment: [String: String] = [:]) throws -> BootstrapFile {
        try BootstrapFile.parse(text: text, file: "b.yaml", environment: environment)
    }

    private func problems(_ text: String, _ environment: [String: String] = [:]) -> [String] {
        BootstrapFile.validate(text: text, file: "b.yaml", environment: environment).map(\.description)
    }

    private static var example: String {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let data = try Data(contentsOf: root.appending(path: "configs/bootstrap.yaml"))
            return String(decoding: data, as: UTF8.self)
        }
    }

    @Test func theExampleAsItIsSaysNothing() throws {
        #expect(try parse(Self.example) == BootstrapFile())
    }

    @Test func theExampleWithAllKeysCanBeReadAndHasEveryKey() throws {
        let lines = try Self.example.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.filter { !$0.hasPrefix("##") }.map { $0.hasPrefix("# ") ? $0.dropFirst(2) : $0 }
            .joined(separator: "\n")
        let file = try parse(text, ["MQTT_PASSWORD": "secret"])
        #expect(file.database?.host == "postgres")
        #expect(file.database?.connectionTimeout == .seconds(10))
        #expect(file.database?.listen == ListenAddress(host: "0.0.0.0", port: 5432))
        #expect(file.mqtt?.listen == ListenAddress(host: "0.0.0.0", port: 8883))
        #expect(
            file.mqtt?.brokers.map(\.host) == ["mqtt-broker", "broker-two.example.org", "broker-three.example.org"])
        #expect(file.mqtt?.password == "secret")
        #expect(file.mqtt?.reconnectInterval == .seconds(5))
        #expect(file.migrations?.entries.map(\.version) == ["1.0.0", "1.0.0", "1.0.0"])
        #expect(file.nodeName == "dome")
        #expect(file.nodeNames == ["dome.example.org"])
        #expect(file.http?.publicURL == "https://dome.example.org/pictures")
        for key in BootstrapFile.keys {
            let name = key.split(separator: ".").last ?? ""
            #expect(text.contains("\(name):"), "\(key) is not in the example")
        }
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "database:\nmqtt:\n"])
    func aFileThatSaysNothingIsComplete(text: String) throws {
        #expect(try parse(text) == BootstrapFile())
    }

    @Test func aFileMayHaveOnlyADatabase() throws {
        let file = try parse("database:\n  host: db\n  sslmode: verify-full\n")
        #expect(file.database?.host == "db")
        #expect(file.database?.sslMode == .verifyFull)
        #expect(file.mqtt == nil)
    }

    @Test func aFileMayHaveOnlyABroker() throws {
        let file = try parse("mqtt:\n  broker_url: mqtts://broker\n")
        #expect(file.mqtt?.brokers == [BrokerAddress(host: "broker", port: 8883, usesTLS: true)])
        #expect(file.database == nil)
    }

    @Test func aFileMaySayWherePicturesAreFetched() throws {
        let file = try parse("http:\n  host: '::'\n  port: 0\n  public_url: http://10.0.0.5:8480\n")
        #expect(file.http?.host == "::")
        #expect(file.http?.port == 0)
        #expect(file.http?.publicURL == "http://10.0.0.5:8480")
        #expect(try parse("http:\n  port: 8480\n").http?.host == nil)
    }

    @Test(arguments: ["ftp://x", "dome.example.org", "http://", "https:///x", "http://a?b", "http://u@h", "http://a b"])
    func aPublicURLIsTheBeginningOfOne(url: String) {
        #expect(problems("http:\n  public_url: '\(url)'\n").first?.hasPrefix("b.yaml:2: http.public_url must") == true)
    }

    @Test(arguments: ["http://x", "a b", "[::1]", "host/path"])
    func aHostOfTheDoorIsANameOrAnAddress(host: String) {
        #expect(problems("http:\n  host: '\(host)'\n").first?.hasPrefix("b.yaml:2: http.host must be a name") == true)
    }

    @Test(arguments: [
        ("10.0.0.5", "10.0.0.5", 5432), ("10.0.0.5:6000", "10.0.0.5", 6000), ("\"[::]:6000\"", "::", 6000),
        ("dome.example.org", "dome.example.org", 5432),
    ])
    func aDatabaseListensForOthers(text: String, host: String, port: Int) throws {
        let address = try parse("database:\n  listen: \(text)\n").database?.listen
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.flatMap { ListenAddress($0.description, defaultPort: 1) } == address)
    }

    @Test(arguments: ["tcp://0.0.0.0", "0.0.0.0:0", "0.0.0.0:65536", "a b", "\"::\"", "0.0.0.0:x"])
    func whereNobodyCanListenIsAMistake(text: String) {
        for section in ["database", "mqtt"] {
            let problems = problems("\(section):\n  listen: \(text)\n")
            #expect(
                problems.count == 1 && problems[0].contains("\(section).listen must be host or host:port"),
                "\(problems)")
        }
    }

    @Test func aPortOfItsOwnIsForAddressesWithoutOne() throws {
        let file = try parse("mqtt:\n  broker_port: 1999\n  brokers: [one, 'two:1884']\n  tls: {ca: /ca.pem}\n")
        #expect(
            file.mqtt?.brokers == [
                BrokerAddress(host: "one", port: 1999, usesTLS: true),
                BrokerAddress(host: "two", port: 1884, usesTLS: true),
            ])
    }

    @Test(arguments: [
        (
            "database:\n  hots: db\n",
            "b.yaml:2: database.hots is no known key; did you mean host?"
        ),
        ("broker_url: x\n", "b.yaml:1: broker_url is no known key; did you mean mqtt.broker_url?"),
        (
            "log:\n  colour: red\n",
            "b.yaml:2: log.colour is no known key; the keys here are level, format"
        ),
        (
            "database:\n  password: x\n",
            "b.yaml:2: database.password is no known key; "
                + "passwords of the database are in the file that database.passfile names"
        ),
        (
            "database:\n  port: many\n",
            "b.yaml:2: database.port must be a whole number; write for example port: 5432"
        ),
        (
            "database:\n  port: '5432'\n",
            "b.yaml:2: database.port must be a whole number without quotes; write for example port: 5432"
        ),
        (
            "database:\n  port: 70000\n",
            "b.yaml:2: database.port must be from 1 to 65535; write for example port: 5432"
        ),
        (
            "database:\n  host: [a, b]\n",
            "b.yaml:2: database.host is a list, a single value is wanted; write for example host: db.example.org"
        ),
        (
            "http:\n  publik_url: http://x\n",
            "b.yaml:2: http.publik_url is no known key; did you mean public_url?"
        ),
        (
            "http:\n  port: 65536\n",
            "b.yaml:2: http.port must be from 0 to 65535; write for example port: 8480"
        ),
        ("mqtt: broker\n", "b.yaml:1: mqtt is text, a section is wanted; put its keys below it, indented"),
        (
            "mqtt:\n  reconnect_interval: soon\n",
            "b.yaml:2: mqtt.reconnect_interval must be a duration such as 10s, 5m or a number of seconds; "
                + "write for example reconnect_interval: 5s"
        ),
        (
            "mqtt:\n  broker_url: http://x\n",
            "b.yaml:2: mqtt.broker_url must be host, host:port, tcp://host or mqtts://host; "
                + "write for example broker_url: mqtts://broker.example.org"
        ),
        (
            "mqtt:\n  topic_prefix: a/#\n",
            "b.yaml:2: mqtt.topic_prefix must be elements of a topic joined by /, without + and #; "
                + "write for example topic_prefix: bigskies"
        ),
        (
            "mqtt:\n  password: ${NOT_SET}\n",
            "b.yaml:2: mqtt.password names the environment variable NOT_SET, which is not set; "
                + "set NOT_SET, or write the value itself"
        ),
        (
            "mqtt:\n  tls:\n    cert: /c.pem\n",
            "b.yaml:3: mqtt.tls has one of cert and key; give both, or neither"
        ),
        (
            "migrations:\n  directory: /sql\n  migrations:\n    - name: x\n",
            "b.yaml:4: migrations.migrations.file is missing; write for example file: site_tables.sql"
        ),
        (
            "node:\n  name: Dome 1\n",
            "b.yaml:2: node.name must be 1 to 48 lower-case letters, digits and hyphens; write for example name: dome"
        ),
        ("- a\n- b\n", "b.yaml:1: the file is a list, sections are wanted; look at configs/bootstrap.yaml"),
    ])
    func aMistakeIsNamedWithItsLineAndItsCure(text: String, problem: String) {
        #expect(problems(text) == [problem])
    }

    @Test func aFileThatIsNoYAMLIsNamedWithItsLine() {
        #expect(
            BootstrapFile.validate(text: "database:\n  host: 'db\n", file: "b", environment: [:]).first?.line != nil)
    }

    @Test func aKeyThatIsThereTwiceIsAMistake() {
        #expect(problems("mqtt:\n  username: a\n  username: b\n").first?.contains("a key twice: username") == true)
    }

    @Test func allMistakesAreNamedInOrder() {
        let problems = BootstrapFile.validate(
            text: "mqtt:\n  broker_port: x\nlogg: 1\ndatabase:\n  sslmode: maybe\n", file: "b.yaml", environment: [:])
        #expect(problems.map(\.line) == [2, 3, 5])
    }

    @Test func aVariableMayBePartOfAValueAndOfANumber() throws {
        let text = "database:\n  host: db-${SITE}.example.org\n  port: ${PORT}\n  user: $${SITE}\n"
        let file = try parse(text, ["SITE": "north", "PORT": "5433"])
        #expect(file.database?.host == "db-north.example.org")
        #expect(file.database?.port == 5433)
        #expect(file.database?.user == "${SITE}")
    }

    @Test func theValueOfAVariableIsNotReadAgain() throws {
        let file = try parse("mqtt:\n  password: ${A}\n", ["A": "${B}"])
        #expect(file.mqtt?.password == "${B}")
    }

    @Test func theFileIsTheOptionElseTheVariableElseTheDefaultIfItExists() {
        let environment = ["BIGSKIES_CONFIG": "/b"]
        #expect(BootstrapFile.path(option: "/a", environment: environment) == "/a")
        #expect(BootstrapFile.path(option: nil, environment: environment) == "/b")
        #expect(BootstrapFile.path(option: nil, environment: [:], defaultPath: #filePath) == #filePath)
        #expect(BootstrapFile.path(option: nil, environment: [:], defaultPath: "/nowhere") == nil)
    }

    @Test func aMissingFileIsAnErrorWithItsName() {
        let error = #expect(throws: ConfigurationError.self) {
            try BootstrapFile.load(path: "/nowhere/b.yaml", environment: [:])
        }
        #expect(error?.description.hasPrefix("/nowhere/b.yaml: there is no such file") == true)
    }
}
