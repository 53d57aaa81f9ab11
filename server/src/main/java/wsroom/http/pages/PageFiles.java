package wsroom.http.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All files of the browser pages, read from the jar into memory, compressed, and named by their
/// content.
///
/// Every file except the pages themselves is in a folder whose name is a hash of all of them. So
/// modules import each other by relative paths, browsers cache each file for good, and files of two
/// builds are never mixed. Immutable.
final class PageFiles {
  /// The served files: no path leads to any other file.
  static final List<String> ASSETS =
      List.of(
          "css/base.css",
          "css/front.css",
          "css/play.css",
          "icon.svg",
          "js/front.js",
          "js/play.js",
          "js/play/chat.js",
          "js/play/controls.js",
          "js/play/login.js",
          "js/play/map.js",
          "js/play/names.js",
          "js/play/panels.js",
          "js/play/rates.js",
          "js/play/reconnect.js",
          "js/play/session.js",
          "js/play/sprites.js",
          "js/play/walker.js",
          "js/play/world.js",
          "js/protocol/bodies.js",
          "js/protocol/guest.js",
          "js/protocol/keccak256.js",
          "js/protocol/packets.js",
          "js/protocol/secp256k1.js",
          "js/shared/poll.js",
          "js/shared/server.js",
          "js/shared/text.js",
          "lib/lit-html/directive-helpers.js",
          "lib/lit-html/directive.js",
          "lib/lit-html/directives/repeat.js",
          "lib/lit-html/lit-html.js",
          "lib/pbf/index.js");

  static final String FRONT = "front.html";
  static final String PLAY = "play.html";

  private static final String FOLDER = "web/";
  private static final String ASSETS_MARK = "{{assets}}";
  private static final String FACTS_MARK = "{{facts}}";

  private final String hash;
  private final Map<String, PageFile> assets;
  private final PageFile front;
  private final PageFile play;

  private PageFiles(PageFacts facts) {
    Map<String, PageFile> files = new HashMap<>();
    var hashes = new StringBuilder();
    for (String name : ASSETS) {
      var file = new PageFile(name, read(name));
      files.put(name, file);
      hashes.append(name).append(' ').append(file.hash()).append('\n');
    }
    hash = PageFile.hash(hashes.toString().getBytes(UTF_8));
    assets = Map.copyOf(files);
    front = page(FRONT, facts);
    play = page(PLAY, facts);
  }

  /// Reads and compresses all files, which takes some milliseconds.
  static PageFiles load(PageFacts facts) {
    return new PageFiles(facts);
  }

  /// The name of the assets' folder.
  String hash() {
    return hash;
  }

  PageFile front() {
    return front;
  }

  PageFile play() {
    return play;
  }

  /// @param path such as `0123456789abcdef/css/base.css`; files of other builds are not found
  Optional<PageFile> asset(String path) {
    int slash = path.indexOf('/');
    return slash >= 0 && path.substring(0, slash).equals(hash)
        ? Optional.ofNullable(assets.get(path.substring(slash + 1)))
        : Optional.empty();
  }

  private PageFile page(String name, PageFacts facts) {
    String text =
        new String(read(name), UTF_8)
            .replace(ASSETS_MARK, hash)
            .replace(FACTS_MARK, facts.forAttribute());
    return new PageFile(name, text.getBytes(UTF_8));
  }

  private static byte[] read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("" + name + " is missing from the build");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
