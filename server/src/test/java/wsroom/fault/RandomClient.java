package wsroom.fault;

import authchain.Identity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A client that randomly joins, leaves, sends, loses its connection and reconnects. One seed gives
/// one script; how the scripts of many interleave depends on the machine.
///
/// Confined to its own thread.
final class RandomClient {
  private static final int USUAL_BYTES = 60;
  private static final int SCENE_BYTES = 12 * 1024;
  private static final int UNTIL_THE_END = Integer.MAX_VALUE;

  private final RecordedRun island;
  private final FaultProxy proxy;
  private final Metronome metronome;
  private final Identity identity;
  private final List<String> rooms;
  private final Random random;
  private @Nullable RecordedSession visit;
  private int turnsUntilBetter;

  RandomClient(
      RecordedRun island,
      FaultProxy proxy,
      Metronome metronome,
      Identity identity,
      List<String> rooms,
      long seed) {
    this.island = island;
    this.proxy = proxy;
    this.metronome = metronome;
    this.identity = identity;
    this.rooms = rooms;
    this.random = new Random(seed);
  }

  /// Runs until the metronome stops, and is then in a room over a connection without faults, if it
  /// is admitted.
  void live() throws InterruptedException {
    while (metronome.waits()) {
      act();
    }
    recovers();
    // There are more seats than clients, so that every client is admitted somewhere. Its join takes
    // over any remaining earlier session.
    for (String room : rooms) {
      RecordedSession last = visit;
      if (last == null || !last.isIn()) {
        comesTo(room);
      }
    }
  }

  private void act() throws InterruptedException {
    RecordedSession now = visit;
    if (now == null || !now.isIn()) {
      turnsUntilBetter = 0;
      comes();
      return;
    }
    if (turnsUntilBetter == UNTIL_THE_END) {
      return;
    }
    if (turnsUntilBetter > 0 && --turnsUntilBetter == 0) {
      recovers();
    }
    try {
      act(now);
    } catch (IOException e) {
      // The server, or the link, was quicker.
      island.counts("acts on a lost line");
      recovers();
    }
  }

  private void act(RecordedSession now) throws IOException, InterruptedException {
    int chance = random.nextInt(1000);
    if (chance < 850) {
      now.speaks(random.nextInt(3) > 0, USUAL_BYTES);
    } else if (chance < 880) {
      for (int i = 0; i < 10; i++) {
        now.speaks(random.nextBoolean(), USUAL_BYTES);
      }
    } else if (chance < 892) {
      for (int i = 0; i < 40; i++) {
        now.speaks(true, SCENE_BYTES);
      }
    } else if (chance < 908) {
      island.counts("goes: closes");
      now.closes();
    } else if (chance < 916) {
      island.counts("goes: hangs up");
      now.wire().hangsUp();
    } else if (chance < 926) {
      island.counts("goes: resets");
      now.wire().resets();
    } else if (chance < 946) {
      // From elsewhere, while the first session is still there.
      island.counts("comes twice");
      comes();
    } else if (chance < 966) {
      island.counts("stops reading");
      now.wire().stopsReading();
      turnsUntilBetter = random.nextInt(3) == 0 ? UNTIL_THE_END : 3 + random.nextInt(15);
    } else {
      suffers(now);
    }
  }

  /// Faults that only a link through the proxy can have.
  private void suffers(RecordedSession now) {
    Link link = now.link();
    if (link == null) {
      return;
    }
    switch (random.nextInt(7)) {
      case 0 -> {
        island.counts("line: cut");
        link.cuts();
      }
      case 1 -> {
        island.counts("line: reset");
        link.reset();
      }
      case 2 -> {
        island.counts("line: half-open");
        abandons(now);
        link.halfOpens();
      }
      case 3 -> {
        island.counts("line: half-open, frozen for the client as well");
        abandons(now);
        link.freezes();
      }
      case 4 -> {
        island.counts("line: frozen for a while");
        link.freezes();
        turnsUntilBetter = 3 + random.nextInt(15);
      }
      case 5 -> {
        island.counts("line: frozen down for a while");
        link.freezesDown();
        turnsUntilBetter = 3 + random.nextInt(15);
      }
      default -> {
        island.counts("line: slow for a while");
        link.throttles(20_000).delays(Duration.ofMillis(random.nextInt(100)));
        turnsUntilBetter = 3 + random.nextInt(15);
      }
    }
  }

  /// Abandons that session: the server must detect it.
  private void abandons(RecordedSession now) {
    now.isAbandoned();
    visit = null;
  }

  private void recovers() {
    RecordedSession now = visit;
    if (now == null) {
      return;
    }
    now.wire().readsAgain();
    Link link = now.link();
    if (link != null) {
      link.throttles(Integer.MAX_VALUE).delays(Duration.ZERO).thaws();
    }
  }

  private void comes() throws InterruptedException {
    comesTo(rooms.get(random.nextInt(rooms.size())));
  }

  private void comesTo(String room) throws InterruptedException {
    boolean straight = random.nextInt(3) == 0;
    recovers();
    try {
      RecordedSession next = RecordedSession.begin(island, identity, room, straight ? null : proxy);
      Link link = next.link();
      if (link != null) {
        chanceOn(link);
      }
      if (random.nextInt(40) == 0) {
        island.counts("goes: in the handshake");
        next.wire().hangsUp();
      }
      visit = next;
      if (!next.isWelcomed()) {
        island.counts("is turned away");
      } else if (link != null) {
        link.slices(64 + random.nextInt(1_000));
      }
    } catch (IOException e) {
      island.counts("does not get in: " + e.getMessage());
    }
  }

  private void chanceOn(Link link) {
    switch (random.nextInt(4)) {
      case 0 -> link.delays(Duration.ofMillis(random.nextInt(40)));
      case 1 -> link.slices(1 + random.nextInt(20));
      default -> {}
    }
  }
}
