package wsroom;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which package may know which other one.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("wsroom", "authchain");

  @Test
  void theClassesAreFound() {
    for (String name :
        List.of(
            "websocket",
            "packet",
            "session",
            "room",
            "access",
            "moderation",
            "limit",
            "http",
            "metrics")) {
      assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals("wsroom." + name)))
          .as(name)
          .isNotEmpty();
    }
    assertThat(CLASSES.containPackage("authchain")).isTrue();
  }

  @Test
  void undertowAndXnioAreUsedOnlyByTheUpgradeHttpTheOperatorsApiAndTheWiring() {
    onlyIn(
        resideInAnyPackage(
            "wsroom.websocket.undertow..", "wsroom.http..", "wsroom.admin..", "wsroom.server.."),
        resideInAnyPackage("io.undertow..", "org.xnio.."));
  }

  @Test
  void protobufIsUsedOnlyByPackets() {
    onlyIn(
        resideInAnyPackage(
            "wsroom.packet..", "wsroom.archipelago..", "wsroom.events..", "wsroom.proto.."),
        resideInAnyPackage("com.google.protobuf..", "wsroom.proto.."));
  }

  @Test
  void micrometerIsUsedOnlyByMetrics() {
    onlyIn(
        resideInAnyPackage("wsroom.metrics.."),
        resideInAnyPackage("io.micrometer..", "io.prometheus.."));
  }

  @Test
  void theJwtLibraryIsUsedOnlyByAccess() {
    onlyIn(resideInAnyPackage("wsroom.access.."), resideInAnyPackage("com.nimbusds.."));
  }

  @Test
  void theClientOfNatsIsUsedOnlyByItsPackage() {
    onlyIn(resideInAnyPackage("wsroom.cluster.nats.."), resideInAnyPackage("io.nats.."));
  }

  @Test
  void theClusterDoesNotKnowNats() {
    check(
        noClasses()
            .that()
            .resideInAPackage("wsroom.cluster")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("wsroom.cluster.nats.."));
  }

  @Test
  void theCurvesLibrariesAreUsedOnlyByTheAuthChain() {
    onlyIn(
        resideInAnyPackage("authchain.."),
        resideInAnyPackage("org.web3j..", "org.bouncycastle..", "fr.acinq.."));
  }

  @Test
  void theAuthChainKnowsNoServer() {
    check(
        noClasses()
            .that()
            .resideInAPackage("authchain..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("wsroom.."));
  }

  @Test
  void logbackIsUsedOnlyByLogging() {
    onlyIn(resideInAnyPackage("wsroom.logging.."), resideInAPackage("ch.qos.logback.."));
  }

  /// Of our own packages, each of these knows just those named with it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "websocket |",
        "packet    | proto",
        "envfile   |",
        "config    | envfile",
        "limit     | websocket",
        "room      | config packet websocket",
        "cluster   | room packet websocket config",
        "access    | config room authchain",
        "moderation | access config",
        "session   | room packet websocket access limit moderation",
        "archipelago | proto",
        "cluster   | config room packet websocket",
        "events    | session websocket proto config",
        "webhooks  | events config",
        "logging   | config",
        "metrics   | session room websocket moderation archipelago cluster",
        "http      | config access limit events metrics room websocket",
        "admin     | http events metrics session room packet websocket moderation access config",
        "app       | server config http moderation logging access authchain",
      })
  void dependenciesRunOneWay(String name, String known) {
    List<String> allowed = new ArrayList<>(List.of("wsroom." + name + ".."));
    if (known != null) {
      for (String other : known.strip().split(" ", -1)) {
        allowed.add(other.equals("authchain") ? "authchain.." : "wsroom." + other + "..");
      }
    }
    check(
        noClasses()
            .that()
            .resideInAPackage("wsroom." + name + "..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("wsroom..", "authchain..")
                    .and(resideOutsideOfPackages(allowed.toArray(String[]::new)))));
  }

  @Test
  void onlyTheProgramKnowsTheWiring() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("wsroom.server..", "wsroom.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("wsroom.server.."));
  }

  @Test
  void nothingLiesLooseOnTop() {
    check(noClasses().should().resideInAPackage("wsroom"));
  }

  @Test
  void packagesKnowEachOtherWithoutCycles() {
    check(slices().matching("wsroom.(*)..").should().beFreeOfCycles());
  }

  @Test
  void nothingIsCalledUtilHelperOrManager() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Helper|Manager)")
            .orShould()
            .resideInAnyPackage("..util..", "..helper..", "..common.."));
  }

  private static void onlyIn(
      DescribedPredicate<JavaClass> places, DescribedPredicate<JavaClass> used) {
    check(noClasses().that(not(places)).should().dependOnClassesThat(used));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
