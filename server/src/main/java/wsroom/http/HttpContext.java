package wsroom.http;

import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import wsroom.room.membership.Census;

/// The parts of the server that HTTP uses.
///
/// @param census of users and rooms; called on a worker thread
/// @param health of the server; called on an I/O thread
/// @param scrape all metrics in Prometheus' text format 0.0.4; called on a worker thread
/// @param rooms handles requests for an upgrade
/// @param requests records every request
/// @param furtherStatus writes further properties of the status page; called on a worker thread
/// @param clock for the status page's time
/// @param onError handles an [Error], after which the process should end
public record HttpContext(
    Supplier<Census> census,
    Supplier<Health> health,
    Supplier<String> scrape,
    RoomUpgradeHandler rooms,
    RequestLog requests,
    Consumer<JsonGenerator> furtherStatus,
    InstantSource clock,
    Consumer<Error> onError) {}
