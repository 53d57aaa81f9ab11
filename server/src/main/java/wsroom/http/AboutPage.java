package wsroom.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import wsroom.config.PublicUrl;
import wsroom.config.RealmConfig;

/// Serves the description of a realm (ADR-110), which explorers read first. Names are spelled as in
/// that document. There is no `bff`, which clients do not need beside a fixed adapter.
public final class AboutPage implements HttpHandler {
  private final RealmConfig config;
  private final int networkId;
  private final PublicAddresses addresses;
  private final Function<PublicUrl, String> adapter;
  private final Supplier<Realm> realm;

  /// @param networkId of the Ethereum network
  /// @param adapter makes the adapter for the realm's room from the server's public URL
  /// @param realm called on an I/O thread
  public AboutPage(
      RealmConfig config,
      int networkId,
      PublicAddresses addresses,
      Function<PublicUrl, String> adapter,
      Supplier<Realm> realm) {
    this.config = config;
    this.networkId = networkId;
    this.addresses = addresses;
    this.adapter = adapter;
    this.realm = realm;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    var base = addresses.of(exchange);
    if (base.isEmpty()) {
      Responses.error(exchange, StatusCodes.BAD_REQUEST, "missing or invalid Host header");
      return;
    }
    Realm now = realm.get();
    // Clients that look for a realm may read the status only.
    int status = now.healthy() ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE;
    Responses.json(exchange, status, json -> write(json, now, adapter.apply(base.get())));
  }

  private void write(JsonGenerator json, Realm now, String fixedAdapter) {
    json.writeBooleanProperty("healthy", now.healthy());
    json.writeBooleanProperty("acceptingUsers", now.acceptingUsers());
    json.writeObjectPropertyStart("configurations");
    json.writeStringProperty("realmName", config.name());
    json.writeNumberProperty("networkId", networkId);
    writeTexts(json, "scenesUrn", config.scenesUrn());
    writeTexts(json, "globalScenesUrn", List.of());
    json.writeEndObject();
    writeService(json, "content", config.contentUrl());
    writeService(json, "lambdas", config.lambdasUrl());
    json.writeObjectPropertyStart("comms");
    json.writeBooleanProperty("healthy", now.healthy());
    json.writeStringProperty("protocol", "v3");
    json.writeStringProperty("fixedAdapter", fixedAdapter);
    json.writeNumberProperty("usersCount", now.usersCount());
    json.writeEndObject();
  }

  /// The other services are reported as healthy without a check: explorers check them from their
  /// own network.
  private static void writeService(JsonGenerator json, String name, String url) {
    json.writeObjectPropertyStart(name);
    json.writeBooleanProperty("healthy", true);
    json.writeStringProperty("publicUrl", url);
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String name, List<String> texts) {
    json.writeArrayPropertyStart(name);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }
}
