import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Writes what a release says of its parts: `THIRD-PARTY.txt`, the libraries with their licences by
/// the SBOM; `licences/`, the licence texts and notices that the libraries bring; and `build-id`, a
/// digest of all jars, which names the AOT cache.
class ThirdParty {
  private static final Pattern NOTICE =
      Pattern.compile("(META-INF/)?[^/]*(LICEN[CS]E|NOTICE)[^/]*(?<!\\.class)");
  private static final String OURS = "wsroom";
  private static final int ID_DIGITS = 16;

  /// @param arguments the SBOM in XML, the folder to write to, a folder of texts for libraries that
  ///     bring none, the folder of the libraries' jars, and then our own jars
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    Path licences = Files.createDirectories(folder.resolve("licences"));
    Files.writeString(folder.resolve("THIRD-PARTY.txt"), libraries(Path.of(arguments[0])));
    copy(Path.of(arguments[2]), licences);
    var jars = new ArrayList<>(list(Path.of(arguments[3])));
    for (Path jar : jars) {
      extract(jar, licences);
    }
    List.of(arguments).subList(4, arguments.length).forEach(jar -> jars.add(Path.of(jar)));
    var digest = MessageDigest.getInstance("SHA-256");
    for (Path jar : jars) {
      digest.update(Files.readAllBytes(jar));
    }
    String id = HexFormat.of().formatHex(digest.digest()).substring(0, ID_DIGITS);
    Files.writeString(folder.resolve("build-id"), id + "\n");
  }

  private static String libraries(Path sbom) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    NodeList components =
        factory.newDocumentBuilder().parse(sbom.toFile()).getElementsByTagNameNS("*", "component");
    Map<String, String> lines = new TreeMap<>();
    for (int i = 0; i < components.getLength(); i++) {
      Element component = (Element) components.item(i);
      // The SBOM also names the tool that made it, elsewhere.
      if (component.getParentNode().getParentNode().getLocalName().equals("bom")
          && !child(component, "group").equals(OURS)) {
        String name = child(component, "group") + ":" + child(component, "name");
        lines.put(
            name, "%s %s: %s%n".formatted(name, child(component, "version"), licence(component)));
      }
    }
    return """
        ws-room is under the Apache License, Version 2.0 (LICENSE). It contains these libraries, unchanged but
        for Bouncy Castle, whose jar is packed again without its signature. licences/ has the texts and
        notices that they bring, a folder each. The pages for browsers contain lit-html and pbf (both
        BSD-3-Clause), with their licences beside them in app/ws-room-server.jar. Where there is a runtime/, it
        is a part of a JDK, under the GNU General Public License, version 2, with the Classpath Exception:
        runtime/legal/ has its notices, and runtime/release its version.

        """
        + String.join("", lines.values());
  }

  private static String licence(Element component) {
    var names = new ArrayList<String>();
    NodeList licences = component.getElementsByTagNameNS("*", "license");
    for (int i = 0; i < licences.getLength(); i++) {
      Element licence = (Element) licences.item(i);
      String name = child(licence, "id").isEmpty() ? child(licence, "name") : child(licence, "id");
      String url = child(licence, "url");
      names.add(url.isEmpty() ? name : name + " (" + url + ")");
    }
    String expression = child(component, "expression");
    if (!expression.isEmpty()) {
      names.add(expression);
    }
    if (names.isEmpty()) {
      throw new IllegalStateException("a library without a licence: " + child(component, "name"));
    }
    return String.join(" or ", names);
  }

  /// The text of the first descendant of that name, in one line.
  private static String child(Element element, String name) {
    NodeList found = element.getElementsByTagNameNS("*", name);
    return found.getLength() == 0
        ? ""
        : found.item(0).getTextContent().strip().replaceAll("\\s+", " ");
  }

  private static void extract(Path jar, Path licences) throws IOException {
    String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
    try (var archive = new JarFile(jar.toFile())) {
      for (JarEntry entry : archive.stream().toList()) {
        if (!entry.isDirectory() && NOTICE.matcher(entry.getName()).matches()) {
          Path folder = Files.createDirectories(licences.resolve(name));
          String file = entry.getName().replace("META-INF/", "");
          try (InputStream in = archive.getInputStream(entry)) {
            Files.write(folder.resolve(file), in.readAllBytes());
          }
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : list(from)) {
      Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
