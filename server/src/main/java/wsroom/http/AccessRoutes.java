package wsroom.http;

import java.util.Optional;

/// The routes by which clients get the URIs of rooms.
///
/// @param logins answers signed logins
/// @param about serves the realm's description, if there is one
public record AccessRoutes(SignedLoginHandler logins, Optional<AboutPage> about) {}
