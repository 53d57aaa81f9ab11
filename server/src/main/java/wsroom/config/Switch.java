package wsroom.config;

/// On or off.
enum Switch {
  OFF,
  ON
}
