package wsroom.config;

/// The browser pages.
///
/// @param areOn whether they are served
public record PagesConfig(boolean areOn) {

  static PagesConfig read(SettingsReader settings) {
    settings.group("Pages");
    return new PagesConfig(
        settings.choice(
                "WEB_PAGES",
                Switch.ON,
                "Whether to serve the browser pages: `/`, `/play/<room>` and their files under"
                    + " `/web/`")
            == Switch.ON);
  }
}
