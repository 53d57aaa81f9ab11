package wsroom.operator;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/// The actions, one command each.
final class ActionCommands {
  private ActionCommands() {}

  /// `kick`.
  @Command(
      name = "kick",
      description = {
        "Ends the sessions of an address in all rooms; with --for it may not come back until then.",
        ""
      })
  static final class Kick extends ActionCommand {
    @Parameters(paramLabel = "ADDRESS", description = "0x and 40 hexadecimal digits")
    private String address = "";

    @Mixin private TimedOption timed = new TimedOption();

    Kick(ToolContext context) {
      super(context);
    }

    @Override
    String path() {
      return "/admin/peers/" + AdminClient.encoded(address) + "/kick";
    }

    @Override
    void write(JsonGenerator json) {
      timed.write(json);
    }

    @Override
    String outcome(Json answer) {
      return "kicked " + address + ": " + TimedOption.outcome(answer);
    }
  }

  /// `pardon`.
  @Command(
      name = "pardon",
      description = {"Lifts the block of an address before its time.", ""})
  static final class Pardon extends ActionCommand {
    @Parameters(paramLabel = "ADDRESS", description = "0x and 40 hexadecimal digits")
    private String address = "";

    Pardon(ToolContext context) {
      super(context);
    }

    @Override
    String path() {
      return "/admin/peers/" + AdminClient.encoded(address) + "/pardon";
    }

    @Override
    String outcome(Json answer) {
      return answer.get("wasShutOut").isTrue()
          ? address + " may join again"
          : address + " was not blocked";
    }
  }

  /// `close`.
  @Command(
      name = "close",
      description = {"Ends all sessions in a room; with --for nobody may join it until then.", ""})
  static final class Close extends ActionCommand {
    @Parameters(paramLabel = "ROOM", description = "the room's id, not encoded")
    private String room = "";

    @Mixin private TimedOption timed = new TimedOption();

    Close(ToolContext context) {
      super(context);
    }

    @Override
    String path() {
      return "/admin/rooms/" + AdminClient.encoded(room) + "/close";
    }

    @Override
    void write(JsonGenerator json) {
      timed.write(json);
    }

    @Override
    String outcome(Json answer) {
      return "closed " + room + ": " + TimedOption.outcome(answer);
    }
  }

  /// `open`.
  @Command(
      name = "open",
      description = {"Opens a closed room before its time.", ""})
  static final class Open extends ActionCommand {
    @Parameters(paramLabel = "ROOM", description = "the room's id, not encoded")
    private String room = "";

    Open(ToolContext context) {
      super(context);
    }

    @Override
    String path() {
      return "/admin/rooms/" + AdminClient.encoded(room) + "/open";
    }

    @Override
    String outcome(Json answer) {
      return room + (answer.get("wasShutOut").isTrue() ? " is open" : " was not closed");
    }
  }

  /// `drain`.
  @Command(
      name = "drain",
      description = {
        "Takes the server out of service: readiness turns 503, new connections are rejected, and"
            + " sessions are closed spread over DRAIN_SECONDS. The process stays.",
        ""
      })
  static final class Drain extends ActionCommand {
    @Option(names = "--keep-peers", description = "leave open sessions as they are")
    private boolean keepPeers;

    Drain(ToolContext context) {
      super(context);
    }

    @Override
    String path() {
      return "/admin/drain";
    }

    @Override
    void write(JsonGenerator json) {
      json.writeBooleanProperty("keepPeers", keepPeers);
    }

    @Override
    String outcome(Json answer) {
      return "the server is " + answer.get("phase").text();
    }
  }

  /// `resume`.
  @Command(
      name = "resume",
      description = {"Puts a drained server back into service.", ""})
  static final class Resume extends ActionCommand {
    Resume(ToolContext context) {
      super(context);
    }

    @Override
    String path() {
      return "/admin/resume";
    }

    @Override
    String outcome(Json answer) {
      return "the server is " + answer.get("phase").text();
    }
  }
}
