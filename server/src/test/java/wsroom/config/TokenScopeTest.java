package wsroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenScopeTest {

  @ParameterizedTest
  @CsvSource({
    "plaza, plaza, true",
    "plaza, plaza2, false",
    "plaza, Plaza, false",
    "world-*, world-ann.dcl.eth, true",
    "world-*, world-, true",
    "world-*, my-world-1, false",
    "*.dcl.eth, ann.dcl.eth, true",
    "*.dcl.eth, ann.dcl.eth.org, false",
    "a*b*c, abc, true",
    "a*b*c, a1b2c, true",
    "a*b*c, acb, false",
    "a*a, a, false",
    "a*ba*ba, abababa, true",
    "a*ba*ba, aba, false",
    "*, anything, true",
    "**, anything, true",
    "a%2Fb, a/b, true",
    "a%2Ab, a*b, true",
    "a%2Ab, axb, false",
    "a+b, a+b, true",
    "a%20b, a b, true",
  })
  void patternCoversRooms(String pattern, String roomId, boolean covers) {
    assertThat(RoomPattern.parse(pattern).orElseThrow().matches(roomId)).isEqualTo(covers);
  }

  @Test
  void malformedPatternIsRejected() {
    assertThat(RoomPattern.parse("")).isEmpty();
    assertThat(RoomPattern.parse("a%2")).isEmpty();
    assertThat(RoomPattern.parse("a%zz")).isEmpty();
    assertThat(RoomPattern.parse("a".repeat(1_025))).isEmpty();
  }

  @Test
  void absentListsCoverAllButActs() {
    TokenScope scope = scope(null, null, null).orElseThrow();

    assertThat(scope.isServerWide()).isTrue();
    assertThat(scope.topics()).contains(Topic.values());
    assertThat(scope.acts()).isEmpty();
  }

  @Test
  void namedListsCoverJustThose() {
    TokenScope scope =
        scope(List.of("plaza", "ann-*"), List.of("peer.joined", "room"), List.of("kick"))
            .orElseThrow();

    assertThat(scope.isServerWide()).isFalse();
    assertThat(scope.coversRoom("ann-1")).isTrue();
    assertThat(scope.coversRoom("theatre")).isFalse();
    assertThat(scope.topics())
        .containsExactlyInAnyOrder(Topic.PEER_JOINED, Topic.ROOM_CREATED, Topic.ROOM_GONE);
    assertThat(scope.acts()).containsExactly(OperatorAct.KICK);
  }

  /// An empty list must not come to mean all rooms.
  @Test
  void emptyOrUnknownNamesAreRejected() {
    assertThat(scope(List.of(), null, null)).isEmpty();
    assertThat(scope(List.of(""), null, null)).isEmpty();
    assertThat(scope(null, List.of(), null)).isEmpty();
    assertThat(scope(null, List.of("peers"), null)).isEmpty();
    assertThat(scope(null, null, List.of("ban"))).isEmpty();
    assertThat(scope(java.util.Collections.nCopies(101, "a"), null, null)).isEmpty();
  }

  private static Optional<TokenScope> scope(
      @org.jspecify.annotations.Nullable List<String> rooms,
      @org.jspecify.annotations.Nullable List<String> topics,
      @org.jspecify.annotations.Nullable List<String> acts) {
    return TokenScope.of(
        Optional.ofNullable(rooms), Optional.ofNullable(topics), Optional.ofNullable(acts));
  }
}
