import Testing

/// The tests over real servers run one after another: two cores are few for a database, a broker, simulators and nodes.
@Suite(.serialized) enum Integration {}
