import Testing

/// The tests that talk to servers, one after another: their deadlines mean something only on a machine that is not
/// starting thirty simulators at once.
@Suite(.serialized) struct DeviceTests {}
