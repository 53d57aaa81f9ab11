package wsroom.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import wsroom.config.ServerConfig;
import wsroom.config.Setting;

/// The pages of `--help`: one screen on everything, and one on each group of settings.
final class HelpPages {
  private static final int WIDTH = 80;
  private static final String INDENT = "      ";
  private static final String ALL_SETTINGS = "settings";

  private static final String MAIN =
      """
      Usage: ws-room [COMMAND] [OPTIONS]
      A comms relay for Decentraland's ws-room transport. Without a command it serves.

      Server     serve [--env-file FILE]   start the server, as ws-room alone does
                 check [--env-file FILE]   validate the settings, and print them
                 version, help [WORD]      WORD: a command, or a group of settings
      Clients    join [URI]                join a room, a realm or a world
                 load [SCENARIO] [URI]     load-test a server
                 bench [NAME]              run the benchmarks of the data path
      Operators  top                       watch a server
                 rooms, peers ROOM, exclusions, nodes, events [URI]
                 kick ADDRESS, pardon ADDRESS, close ROOM, open ROOM, drain, resume
      Shell      completion SHELL          print a script for bash or zsh
      help COMMAND has the options. Operators' commands find the server and the token
      in --url and --token, WS_ROOM_URL and WS_ROOM_TOKEN, or .env.

      Settings are environment variables, or lines NAME=VALUE of one file: that of
      --env-file, or of SETTINGS_FILE, or .env here. The environment goes first.
      help settings lists all of them, help GROUP those of a group:
      GROUPS
      Files      .env, SETTINGS_FILE       settings
                 TLS_CERTIFICATE, TLS_PRIVATE_KEY, BAN_FILE   see help tls, help bans
      Signals    TERM, INT                 drain for DRAIN_SECONDS and exit
                 HUP                       read settings, certificate and bans again
      Endpoints  /rooms/ID, /mini-comms/ID                    rooms, by WebSocket
                 /, /play/ID, /status, /about                 pages
                 /get-comms-adapter/ID, /rooms/ID/comms       signed logins
                 /metrics, /health/{live,ready,startup}, /admin/, /events
      Exit codes 0 done; 1 the server said no, or a test failed; 2 wrong command or
                 setting, or port in use; 3 out of memory; 69 server not reached;
                 70 the server failed; 77 token rejected
      """;

  private static final String CHECK =
      """
      Usage: ws-room check [--env-file FILE]
      Validates the settings as a start would, with the files that they name, and
      prints each with its source: default, environment, or a line of the file.
      Secrets are hidden. It opens no port and asks no other host.

        --env-file FILE   settings below the environment; /dev/null for none
                          (default: SETTINGS_FILE, or .env in the working directory)

      Exit code: 0 if a server would start with them, 2 if not.
      """;

  private HelpPages() {}

  /// @param topic a command, a group of settings, or nothing for the main page
  /// @return nothing if there is no page on it
  static Optional<String> of(String topic) {
    return switch (topic) {
      case "", "serve", "help", "version" -> Optional.of(MAIN.replace("GROUPS", wrapped(groups())));
      case "check" -> Optional.of(CHECK);
      case ALL_SETTINGS -> Optional.of(settings(ServerConfig.settings()));
      default -> {
        String wanted = topic.toLowerCase(Locale.ROOT);
        List<Setting> ofGroup =
            ServerConfig.settings().stream()
                .filter(
                    setting ->
                        word(setting.group()).equals(wanted)
                            || setting.name().toLowerCase(Locale.ROOT).equals(wanted))
                .toList();
        yield ofGroup.isEmpty() ? Optional.empty() : Optional.of(settings(ofGroup));
      }
    };
  }

  /// The groups of settings, as words of the command line.
  static List<String> groups() {
    return ServerConfig.settings().stream()
        .map(Setting::group)
        .distinct()
        .map(HelpPages::word)
        .toList();
  }

  private static String word(String group) {
    return group.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static String settings(List<Setting> settings) {
    var text = new StringBuilder();
    String group = "";
    for (Setting setting : settings) {
      if (!setting.group().equals(group)) {
        text.append(group.isEmpty() ? "" : "\n").append(setting.group()).append('\n');
        group = setting.group();
      }
      append(text, setting);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Setting setting) {
    text.append("  ").append(setting.name());
    text.append(setting.defaultValue().isEmpty() ? " (not set)" : "=" + setting.defaultValue());
    if (!setting.unit().isEmpty()) {
      text.append(' ').append(setting.unit());
    }
    text.append('\n');
    wrap(text, setting.description().replace("`", "") + ".");
    wrap(text, "Allowed: " + setting.allowed());
  }

  private static void wrap(StringBuilder text, String paragraph) {
    for (String line : lines(List.of(paragraph.split(" ", -1)), WIDTH - INDENT.length())) {
      text.append(INDENT).append(line).append('\n');
    }
  }

  /// Indented by two.
  private static String wrapped(List<String> words) {
    return lines(words, WIDTH - 2).stream()
        .map(line -> "  " + line)
        .collect(Collectors.joining("\n"));
  }

  private static List<String> lines(List<String> words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
