package wsroom.operator;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A command that changes something, for a reason.
abstract class ActionCommand extends OperatorCommand {
  private static final JsonFactory JSON = new JsonFactory();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = {
        "for the log, and shown to those whom it concerns: 1 to 200 characters",
        "(default: asked for, on a terminal)"
      })
  private @Nullable String reason;

  ActionCommand(ToolContext context) {
    super(context);
  }

  /// The path of the action.
  abstract String path();

  /// Writes further properties of the request.
  void write(JsonGenerator json) {}

  /// The outcome as a sentence.
  abstract String outcome(Json answer);

  @Override
  final void run(AdminClient client, Variables variables) throws Failure, InterruptedException {
    String why = reason == null ? context().prompt().apply("Reason: ").orElse("") : reason;
    if (why.isBlank()) {
      throw usageError("a reason is needed: --reason TEXT");
    }
    AdminClient.Answer answer = client.post(path(), body(why.strip()));
    out().println(wantsJson() ? answer.text() : Style.clean(outcome(answer.body())));
    if (!wantsJson()
        && answer.body().names().contains("complete")
        && !answer.body().get("complete").isTrue()) {
      out().println("incomplete: a busy I/O thread acts later, and is not counted");
    }
  }

  private String body(String why) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("reason", why);
      write(json);
      json.writeEndObject();
    }
    return text.toString();
  }
}
