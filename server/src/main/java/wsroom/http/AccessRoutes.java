package wsroom.http;

import java.util.Optional;

/// The pages that lead clients to rooms.
///
/// @param logins answers signed logins
/// @param about the realm's description, if there is one
public record AccessRoutes(SignedLoginHandler logins, Optional<AboutPage> about) {}
