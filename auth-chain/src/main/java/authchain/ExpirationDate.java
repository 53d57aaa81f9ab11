package authchain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses the two forms in which clients write an expiration (S5). The reference accepts whatever
/// V8's `Date.parse` does, which guesses; these forms are unambiguous.
///
/// - ISO 8601: `2026-09-28T14:13[:20[.123456789]]` and `Z`, `+hh:mm`, `-hh:mm` or nothing, which
///   is UTC
/// - JavaScript's `Date.toString()`: `Mon Sep 28 2026 14:13:20 GMT+0000` and, perhaps, a
///   zone's name in brackets
final class ExpirationDate {
  private static final List<String> WEEKDAYS =
      List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private final String text;
  private int at;
  private boolean failed;

  private ExpirationDate(String text) {
    this.text = text;
  }

  /// The instant, truncated to the millisecond as in JavaScript, or null for neither form.
  static @Nullable Instant parse(String text) {
    ExpirationDate reader = new ExpirationDate(text);
    boolean iso = !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
    try {
      Instant instant = iso ? reader.iso() : reader.javaScript();
      return reader.failed || reader.at < text.length() ? null : instant;
    } catch (DateTimeException e) {
      return null; // not a date: a month 13, a 29th of February
    }
  }

  private Instant iso() {
    int year = digits(4);
    expect('-');
    int month = digits(2);
    expect('-');
    int day = digits(2);
    expect('T');
    int hour = digits(2);
    expect(':');
    int minute = digits(2);
    int second = 0;
    int millis = 0;
    if (skip(':')) {
      second = digits(2);
      if (skip('.')) {
        millis = millis();
      }
    }
    int offset = 0;
    if (!skip('Z') && at < text.length()) {
      offset = offsetMinutes(true);
    }
    return instant(year, month, day, hour, minute, second, millis, offset);
  }

  private Instant javaScript() {
    name(WEEKDAYS);
    expect(' ');
    int month = name(MONTHS) + 1;
    expect(' ');
    int day = digits(2);
    expect(' ');
    int year = digits(4);
    expect(' ');
    int hour = digits(2);
    expect(':');
    int minute = digits(2);
    expect(':');
    int second = digits(2);
    expect(' ');
    expect('G');
    expect('M');
    expect('T');
    int offset = offsetMinutes(false);
    if (skip(' ')) {
      zoneName();
    }
    return instant(year, month, day, hour, minute, second, 0, offset);
  }

  private Instant instant(
      int year, int month, int day, int hour, int minute, int second, int millis, int offset) {
    if (failed) {
      return Instant.MIN;
    }
    return LocalDateTime.of(year, month, day, hour, minute, second, millis * 1_000_000)
        .minusMinutes(offset)
        .toInstant(ZoneOffset.UTC);
  }

  /// One to nine decimals, of which three count.
  private int millis() {
    int start = at;
    int millis = 0;
    while (at < text.length() && at - start < 9 && isDigit(text.charAt(at))) {
      millis = at - start < 3 ? millis * 10 + text.charAt(at) - '0' : millis;
      at++;
    }
    failed |= at == start;
    for (int digits = at - start; digits < 3; digits++) {
      millis *= 10;
    }
    return millis;
  }

  private int offsetMinutes(boolean colon) {
    boolean negative = skip('-');
    if (!negative) {
      expect('+');
    }
    int hours = digits(2);
    if (colon) {
      expect(':');
    }
    int minutes = digits(2);
    failed |= hours > 23 || minutes > 59;
    int offset = hours * 60 + minutes;
    return negative ? -offset : offset;
  }

  /// A name in brackets up to the end, in any language, without further brackets.
  private void zoneName() {
    expect('(');
    while (at < text.length() - 1) {
      char c = text.charAt(at++);
      failed |= c == '(' || c == ')' || Character.isISOControl(c);
    }
    expect(')');
  }

  private int name(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (text.startsWith(names.get(i), at)) {
        at += 3;
        return i;
      }
    }
    failed = true;
    return 0;
  }

  private int digits(int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      if (at >= text.length() || !isDigit(text.charAt(at))) {
        failed = true;
        return 0;
      }
      number = number * 10 + text.charAt(at++) - '0';
    }
    return number;
  }

  private void expect(char c) {
    failed |= !skip(c);
  }

  private boolean skip(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
