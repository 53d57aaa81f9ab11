package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import wsroom.http.RequestLog;
import wsroom.room.membership.Census;
import wsroom.session.Sessions;
import wsroom.websocket.undertow.XnioThreads;

/// What the operators' API needs of the rest of the server.
///
/// @param clients tells the network address that a request really comes from
/// @param requests is told of every request
/// @param onError what to do with an [Error], after which the process should not go on
public record AdminContext(
    Sessions sessions,
    Supplier<Census> census,
    ServerControl server,
    XnioThreads threads,
    Function<HttpServerExchange, InetAddress> clients,
    RequestLog requests,
    InstantSource clock,
    Consumer<Error> onError) {}
