package authchain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Signing keys: an owner's key and, unless it is a guest, an ephemeral key to which the owner
/// delegates its authority until `expiry`. Immutable and thread-safe.
///
/// Meant for tools and tests. A real wallet's key belongs in the wallet.
public final class Identity {
  /// `Date.toISOString()` of JavaScript: always three digits of milliseconds.
  private static final DateTimeFormatter ISO_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String address;
  private final byte[] signingKey;
  private final List<AuthLink> delegation;
  private final @Nullable Instant expiry;

  private Identity(
      String address, byte[] signingKey, List<AuthLink> delegation, @Nullable Instant expiry) {
    this.address = address;
    this.signingKey = signingKey;
    this.delegation = delegation;
    this.expiry = expiry;
  }

  /// A new owner with a new ephemeral key. Keys of value need a `SecureRandom`.
  public static Identity create(RandomGenerator random, Instant expiry) {
    return of(randomKey(random), randomKey(random), expiry);
  }

  /// A new owner that signs by itself, with two links, as guests of some clients do.
  public static Identity guest(RandomGenerator random) {
    return guest(randomKey(random));
  }

  /// A deterministic identity for a label, for tests only: its keys are public.
  public static Identity named(String label, Instant expiry) {
    return of(keyNamed(label), keyNamed(label + "/ephemeral"), expiry);
  }

  /// A deterministic guest for a label, for tests only: its key is public.
  public static Identity guestNamed(String label) {
    return guest(keyNamed(label));
  }

  /// An identity of known private keys, 32 bytes each.
  ///
  /// @throws IllegalArgumentException where a number is not a private key
  public static Identity of(byte[] ownerKey, byte[] ephemeralKey, Instant expiry) {
    String owner = addressOf(ownerKey);
    String text = ephemeralText(addressOf(ephemeralKey), expiry);
    return new Identity(
        owner,
        ephemeralKey.clone(),
        List.of(
            new AuthLink(LinkType.SIGNER, owner, ""),
            new AuthLink(LinkType.ECDSA_EPHEMERAL, text, signature(text, ownerKey))),
        expiry);
  }

  /// A guest of a known private key, 32 bytes.
  ///
  /// @throws IllegalArgumentException where the number is not a private key
  public static Identity guest(byte[] ownerKey) {
    String owner = addressOf(ownerKey);
    return new Identity(
        owner, ownerKey.clone(), List.of(new AuthLink(LinkType.SIGNER, owner, "")), null);
  }

  /// The owner's address, in lower case.
  public String address() {
    return address;
  }

  /// When the ephemeral key expires; null for a guest, which has none.
  public @Nullable Instant expiry() {
    return expiry;
  }

  /// The chain that signs a text: three links, or two of a guest.
  public AuthChain sign(String challenge) {
    List<AuthLink> links = new ArrayList<>(delegation);
    links.add(
        new AuthLink(LinkType.ECDSA_SIGNED_ENTITY, challenge, signature(challenge, signingKey)));
    return new AuthChain(links);
  }

  /// The headers that sign an HTTP request (ADR-44).
  ///
  /// @param path the path alone, without query
  /// @param metadata a JSON object
  public Map<String, String> signedHeaders(
      String method, String path, Instant now, String metadata) {
    String timestamp = Long.toString(now.toEpochMilli());
    String payload = String.join(":", method, path, timestamp, metadata).toLowerCase(Locale.ROOT);
    Map<String, String> headers = new LinkedHashMap<>();
    List<AuthLink> links = sign(payload).links();
    for (int i = 0; i < links.size(); i++) {
      AuthLink link = links.get(i);
      headers.put(
          "x-identity-auth-chain-" + i, Json.write(generator -> Json.writeLink(generator, link)));
    }
    headers.put("x-identity-timestamp", timestamp);
    headers.put("x-identity-metadata", metadata);
    return headers;
  }

  @Override
  public String toString() {
    return "Identity[" + address + "]"; // never its keys
  }

  private static String ephemeralText(String ephemeralAddress, Instant expiry) {
    return "Decentraland Login\nEphemeral address: "
        + Address.checksummed(ephemeralAddress)
        + "\nExpiration: "
        + ISO_MILLIS.format(expiry);
  }

  private static String signature(String text, byte[] key) {
    byte[] signature = Secp256k1.best().sign(SignedText.personalMessageHash(text), key);
    signature[64] = (byte) (signature[64] + 27);
    return Hex.write(signature);
  }

  private static String addressOf(byte[] key) {
    return Address.ofPublicKey(Secp256k1.best().publicKey(key));
  }

  private static byte[] keyNamed(String label) {
    return Keccak256.hash(label.getBytes(UTF_8));
  }

  private static byte[] randomKey(RandomGenerator random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return key; // one number in 2^127 is not a key; of() throws then
  }
}
