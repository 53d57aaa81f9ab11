package authchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The two forms of dates.
class ExpirationDateTest {
  @Test
  void isoDatesAreReadToTheMillisecond() {
    assertThat(ExpirationDate.parse("2026-09-28T14:13Z")).isEqualTo("2026-09-28T14:13:00Z");
    assertThat(ExpirationDate.parse("2026-09-28T14:13:20")).isEqualTo("2026-09-28T14:13:20Z");
    assertThat(ExpirationDate.parse("2026-09-28T14:13:20.1Z"))
        .isEqualTo("2026-09-28T14:13:20.100Z");
    assertThat(ExpirationDate.parse("2026-09-28T14:13:20.999999999Z"))
        .isEqualTo("2026-09-28T14:13:20.999Z");
    assertThat(ExpirationDate.parse("2026-09-28T14:13:20+05:30")).isEqualTo("2026-09-28T08:43:20Z");
    assertThat(ExpirationDate.parse("2026-09-28T23:13:20-03:00")).isEqualTo("2026-09-29T02:13:20Z");
    assertThat(ExpirationDate.parse("0001-01-01T00:00:00+23:59"))
        .isEqualTo(Instant.parse("0000-12-31T00:01:00Z"));
  }

  @Test
  void datesInTheFormOfJavaScriptAreRead() {
    assertThat(ExpirationDate.parse("Tue Jan 01 2030 00:00:00 GMT+0000"))
        .isEqualTo("2030-01-01T00:00:00Z");
    assertThat(ExpirationDate.parse("Tue Aug 06 7112 10:14:51 GMT-0300 (Argentina Standard Time)"))
        .isEqualTo("7112-08-06T13:14:51Z");
    assertThat(ExpirationDate.parse("Fri Feb 29 2036 23:59:59 GMT+0200 (中欧标准时间)"))
        .isEqualTo("2036-02-29T21:59:59Z");
  }

  @Test
  void otherFormsAreRejected() {
    for (String text :
        List.of(
            "",
            "2026-09-28",
            "2026-09-28T14Z",
            "2026-09-28T14:13:20.Z",
            "2026-09-28T14:13:20.1234567890Z",
            "2026-09-28T14:13:20,5Z",
            "2026-09-28t14:13:20z",
            "2026-09-28 14:13:20Z",
            "2026-09-28T14:13:20Z\n",
            "2026-09-28T14:13:20+0300",
            "2026-09-28T14:13:20+24:00",
            "2026-09-28T14:13:20+23:60",
            "2026-09-28T24:00:00Z",
            "2026-09-31T14:13:20Z",
            "2026-02-29T14:13:20Z",
            "2026-09-28T14:60:20Z",
            "+012026-09-28T14:13:20Z",
            "２０２６-09-28T14:13:20Z",
            "Mon Sep 28 2026 14:13:20",
            "Mon Sep 28 2026 14:13:20 GMT",
            "Mon Sep 28 2026 14:13:20 GMT+0000 ",
            "Mon Sep 28 2026 14:13:20 GMT+0000 ()x",
            "Mon Sep 28 2026 14:13:20 GMT+0000 (a(b)",
            "Mon Sep 28 2026 14:13:20 GMT+0000 (a\u0000b)",
            "Xxx Sep 28 2026 14:13:20 GMT+0000",
            "Mon Sep 31 2026 14:13:20 GMT+0000",
            "Mon Sep 8 2026 14:13:20 GMT+0000",
            "mon sep 28 2026 14:13:20 GMT+0000")) {
      assertThat(ExpirationDate.parse(text)).as(text).isNull();
    }
  }
}
