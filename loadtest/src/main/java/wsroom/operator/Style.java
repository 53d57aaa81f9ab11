package wsroom.operator;

import java.util.Optional;

/// Colours for people; none where the output is no terminal or the user wants none.
///
/// @param isOn whether escape sequences may be printed
record Style(boolean isOn) {
  private static final String BOLD = "1";
  private static final String DIM = "2";
  private static final String ALERT = "31";

  /// `NO_COLOR` (no-color.org), `TERM=dumb` and a redirected output turn colours off.
  static Style of(boolean isTerminal, Optional<String> noColor, Optional<String> term) {
    return new Style(isTerminal && noColor.isEmpty() && term.filter("dumb"::equals).isEmpty());
  }

  String bold(String text) {
    return escaped(BOLD, text);
  }

  String dim(String text) {
    return escaped(DIM, text);
  }

  String alert(String text) {
    return escaped(ALERT, text);
  }

  private String escaped(String code, String text) {
    return isOn && !text.isBlank() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /// A text of a server on one line, without characters that could steer a terminal.
  static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "\u00b7");
  }
}
