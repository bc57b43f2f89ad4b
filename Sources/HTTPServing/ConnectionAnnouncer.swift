public import NIOCore

/// Announces its connection when it becomes part of it.
public final class ConnectionAnnouncer: ChannelInboundHandler, RemovableChannelHandler {
    /// It looks at nothing that is read.
    public typealias InboundIn = Any

    private let connections: OpenConnections

    /// Announces to a door.
    public init(_ connections: OpenConnections) { self.connections = connections }

    /// Tells the door of its connection.
    public func handlerAdded(context: ChannelHandlerContext) { connections.add(context.channel) }
}
