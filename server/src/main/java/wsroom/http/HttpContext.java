package wsroom.http;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import wsroom.room.membership.Census;

/// What HTTP needs of the rest of the server.
///
/// @param census who is here; asked on a worker thread
/// @param health how the server does; asked on an I/O thread
/// @param scrape all metrics in Prometheus' text format 0.0.4; asked on a worker thread
/// @param permit takes those who ask for a WebSocket
/// @param requests is told of every request
/// @param furtherStatus writes what else the status page tells; asked on a worker thread
/// @param clock tells the status page's time
/// @param onError what to do with an [Error], after which the process should not go on
public record HttpContext(
    Supplier<Census> census,
    Supplier<Health> health,
    Supplier<String> scrape,
    RoomUpgradeHandler permit,
    RequestLog requests,
    Consumer<JsonGenerator> furtherStatus,
    InstantSource clock,
    Consumer<Error> onError) {}
