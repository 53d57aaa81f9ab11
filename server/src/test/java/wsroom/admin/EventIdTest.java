package wsroom.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventIdTest {
  private final EventId ids = new EventId("ws-room-1");

  @Test
  void ownIdIsItsSequence() {
    assertThat(ids.sequence(ids.of(17))).hasValue(17);
    assertThat(ids.sequence("17")).hasValue(17);
  }

  @Test
  void idOfAnotherProcessMeansAllThatIsKept() {
    assertThat(ids.sequence("ws-room-2/17")).hasValue(0);
  }

  @Test
  void otherTextIsRejected() {
    for (String text :
        List.of("", "x", "/", "/17", "ws-room-1/", "ws-room-1/x", "ws-room-1/-1", "-1")) {
      assertThat(ids.sequence(text)).as(text).isEmpty();
    }
    assertThat(ids.sequence("ws-room-1/" + Long.MAX_VALUE)).isEmpty();
    assertThat(ids.sequence("ws-room-1/99999999999999999999")).isEmpty();
  }
}
