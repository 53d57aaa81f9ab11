package wsroom.config;

/// The pages for browsers.
///
/// @param areOn whether they are served
public record PagesConfig(boolean areOn) {

  static PagesConfig read(SettingsReader settings) {
    settings.group("Pages");
    return new PagesConfig(
        settings.choice(
                "WEB_PAGES",
                Switch.ON,
                "Serves the pages for browsers: `/`, `/play/<room>` and their files under `/web/`")
            == Switch.ON);
  }
}
