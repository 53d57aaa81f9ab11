package wsroom.admin;

import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import wsroom.http.RequestLog;
import wsroom.metrics.FigureHistory;
import wsroom.room.membership.Census;
import wsroom.session.Sessions;
import wsroom.websocket.undertow.XnioThreads;

/// The parts of the server that the operators' API uses.
///
/// @param clients finds a request's client address
/// @param requests records every request
/// @param history the figures of the last hour, the oldest first
/// @param onError handles an [Error], after which the process should end
public record AdminContext(
    Sessions sessions,
    Supplier<Census> census,
    ServerControl server,
    XnioThreads threads,
    Function<HttpServerExchange, InetAddress> clients,
    RequestLog requests,
    Supplier<List<FigureHistory.Sample>> history,
    InstantSource clock,
    Consumer<Error> onError) {}
