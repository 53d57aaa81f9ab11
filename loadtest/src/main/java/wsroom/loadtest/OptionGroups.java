package wsroom.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Help renderer that groups the options of a command under headings.
final class OptionGroups implements IHelpSectionRenderer {
  private final List<Group> groups;

  /// @param names of the options, in display order
  record Group(String heading, List<String> names) {
    Group(String heading, String... names) {
      this(heading, List.of(names));
    }
  }

  OptionGroups(Group... groups) {
    this.groups = List.of(groups);
  }

  void applyTo(CommandLine line) {
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this);
  }

  /// Lists ungrouped options last, so that none is omitted.
  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    List<OptionSpec> rest = new ArrayList<>(help.commandSpec().options());
    for (Group group : groups) {
      List<OptionSpec> options =
          group.names.stream().map(name -> help.commandSpec().findOption(name)).toList();
      rest.removeAll(Set.copyOf(options));
      text.append(System.lineSeparator()).append(group.heading).append(System.lineSeparator());
      text.append(list(help, options));
    }
    return text.append(System.lineSeparator()).append(list(help, rest)).toString();
  }

  private static String list(Help help, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
    layout.addOptions(options, help.createDefaultParamLabelRenderer());
    return layout.toString();
  }
}
