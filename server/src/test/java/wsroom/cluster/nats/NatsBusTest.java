package wsroom.cluster.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import wsroom.cluster.Bus;
import wsroom.config.ClusterConfig;
import wsroom.config.NatsLogin;
import wsroom.config.Secret;

/// The contract of the bus, against a real NATS server.
@EnabledIf(
    value = "wsroom.cluster.nats.NatsServer#isInstalled",
    disabledReason = "no nats-server on the PATH (apt-get install nats-server)")
class NatsBusTest {
  private static final String BLOCKS = "wsroom.test.r.room";
  private static final String ALL = "wsroom.test.a";

  @TempDir Path folder;
  private NatsServer server;
  private NatsNode anna;
  private NatsNode ben;

  @BeforeEach
  void connect() throws Exception {
    server = new NatsServer(folder);
    anna = NatsNode.connected("anna", server);
    ben = NatsNode.connected("ben", server);
  }

  @AfterEach
  void close() throws Exception {
    anna.close();
    ben.close();
    server.close();
  }

  @Test
  void messagesOfOnePublisherArriveInOrder() throws Exception {
    BlockingQueue<String> heard = ben.hears(BLOCKS);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sent.add("message " + i);
      anna.publish(BLOCKS, sent.getLast());
    }

    List<String> received = new ArrayList<>();
    while (received.size() < sent.size()) {
      received.add(NatsNode.next(heard));
    }
    assertThat(received).isEqualTo(sent);
  }

  @Test
  void ownMessagesAreHeardExceptOnSubjectsOfRooms() throws Exception {
    BlockingQueue<String> blocks = anna.hears(BLOCKS);
    BlockingQueue<String> all = anna.hears(ALL);
    anna.publish(BLOCKS, "own block");
    anna.publish(ALL, "own heartbeat");
    assertThat(NatsNode.next(all)).isEqualTo("own heartbeat");

    ben.publish(BLOCKS, "block of another node");
    assertThat(NatsNode.next(blocks)).isEqualTo("block of another node");
    assertThat(blocks).isEmpty();
  }

  @Test
  void nothingArrivesAfterTheCancellation() throws Exception {
    List<String> heard = new ArrayList<>();
    BlockingQueue<String> others = ben.hears(ALL);
    List<Bus.Subscription> subscription = new ArrayList<>();
    ben.run(
        () ->
            subscription.add(
                ben.nats.bus().subscribe(ALL, bytes -> heard.add(NatsNode.text(bytes)))));
    ben.run(subscription.getFirst()::cancel);
    anna.publish(ALL, "late");

    assertThat(NatsNode.next(others)).isEqualTo("late");
    ben.run(() -> assertThat(heard).isEmpty());
  }

  @Test
  void requestsAreAnsweredOrNobodyListensOrTimeIsUp() throws Exception {
    ben.run(
        () ->
            ben.nats
                .bus()
                .respond(
                    "wsroom.test.n.2",
                    (message, answer) -> {
                      if (!NatsNode.text(message).equals("silence")) {
                        answer.accept(NatsNode.bytes("heard " + NatsNode.text(message)));
                        answer.accept(NatsNode.bytes("a second answer"));
                      }
                    }));
    var _ = ben.hears("wsroom.test.sync");

    assertThat(anna.request("wsroom.test.n.2", "hello", 5_000))
        .isInstanceOfSatisfying(
            Bus.Reply.Answered.class,
            reply -> assertThat(NatsNode.text(reply.message())).isEqualTo("heard hello"));
    assertThat(anna.request("wsroom.test.n.2", "silence", 100))
        .isInstanceOf(Bus.Reply.TimedOut.class);
    assertThat(anna.request("wsroom.test.n.3", "hello", 5_000))
        .isInstanceOf(Bus.Reply.NoResponders.class);
  }

  @Test
  void aRequestToAllGathersEachAnswer() throws Exception {
    for (NatsNode node : List.of(anna, ben)) {
      node.run(
          () -> node.nats.bus().respond(ALL, (_, answer) -> answer.accept(NatsNode.bytes("here"))));
      var _ = node.hears("wsroom.test.sync");
    }

    List<String> answers = new ArrayList<>();
    var _ =
        anna.<Boolean>result(
            done ->
                anna.nats
                    .bus()
                    .requestAll(
                        ALL,
                        NatsNode.bytes("who?"),
                        500,
                        answer -> answers.add(NatsNode.text(answer)),
                        () -> done.accept(true)));
    assertThat(answers).containsExactly("here", "here");
  }

  @Test
  void aKilledServerIsNoticedAndSubscriptionsAreBackAfterItsRestart() throws Exception {
    BlockingQueue<String> blocks = ben.hears(BLOCKS);
    server.kill();
    anna.awaitConnected(false);
    ben.awaitConnected(false);
    long discarded = anna.nats.figures().discarded();
    anna.publish(BLOCKS, "into the void");
    assertThat(anna.nats.figures().discarded()).isEqualTo(discarded + 1);
    assertThat(anna.request("wsroom.test.n.3", "hello", 5_000))
        .as("an outage says nothing about another node")
        .isInstanceOf(Bus.Reply.TimedOut.class);

    server.start();
    anna.awaitConnected(true);
    ben.awaitConnected(true);
    anna.publish(BLOCKS, "after the outage");
    assertThat(NatsNode.next(blocks)).isEqualTo("after the outage");
  }

  @Test
  void aFrozenServerIsNoticedByItsPings() throws Exception {
    long begin = System.nanoTime();
    server.freeze();
    anna.awaitConnected(false);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin)).isLessThan(6);
    server.thaw();
    anna.awaitConnected(true);
  }

  @Test
  void aNodeThatIsTooSlowDropsMessagesAndCountsThem() throws Exception {
    BlockingQueue<String> heard = ben.hears(BLOCKS);
    CountDownLatch busy = new CountDownLatch(1);
    ben.thread.execute(() -> awaits(busy));
    String block = "x".repeat(200_000);
    for (int i = 0; i < 400; i++) {
      anna.publish(BLOCKS, block);
      anna.await(() -> anna.nats.outgoingBytes() < 1 << 20);
    }
    while (ben.nats.figures().dropped() == 0) {
      Thread.onSpinWait();
    }
    busy.countDown();
    ben.awaitConnected(true);
    assertThat(NatsNode.next(heard)).isEqualTo(block);
  }

  @Test
  void anErrorInAHandlerIsToldToTheProcess() throws Exception {
    ben.run(
        () ->
            ben.nats
                .bus()
                .subscribe(
                    ALL,
                    _ -> {
                      throw new AssertionError("a broken handler");
                    }));
    var _ = ben.hears("wsroom.test.sync");
    anna.publish(ALL, "hello");
    assertThat(ben.errors.poll(10, TimeUnit.SECONDS)).hasMessage("a broken handler");
  }

  @Test
  void aNodeWaitsForAServerThatIsNotThereYet() throws Exception {
    server.kill();
    try (NatsNode early = new NatsNode("early", NatsNode.config(server.url()))) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      early.run(() -> early.nats.bus().subscribe(ALL, bytes -> heard.add(NatsNode.text(bytes))));
      early.await(() -> early.nats.problem().isPresent());
      server.start();
      early.awaitConnected(true);
      early.publish(ALL, "here at last");
      assertThat(NatsNode.next(heard)).isEqualTo("here at last");
      assertThat(early.nats.problem()).isEmpty();
    }
  }

  @Test
  void wrongCredentialsAreSaidAndRightOnesAreTakenOnceTheServerKnowsThem() throws Exception {
    Path users = folder.resolve("users.conf");
    Files.writeString(users, "authorization { users: [ { user: node, password: right } ] }");
    try (NatsServer guarded = new NatsServer(folder, "-c", users.toString());
        NatsNode wrong = new NatsNode("wrong", login(guarded, "wrong"));
        NatsNode right = new NatsNode("right", login(guarded, "right"))) {
      right.awaitConnected(true);
      wrong.await(() -> wrong.nats.problem().orElse("").startsWith("login rejected"));

      guarded.kill();
      Files.writeString(users, "authorization { users: [ { user: node, password: wrong } ] }");
      guarded.start();
      wrong.awaitConnected(true);
      right.await(() -> right.nats.problem().orElse("").startsWith("login rejected"));
    }
  }

  private static ClusterConfig login(NatsServer server, String password) {
    return NatsNode.config(
        new NatsLogin.UserPassword("node", new Secret(password)), Optional.empty(), server.url());
  }

  private static void awaits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
