package dev.millrace.testing;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import java.util.List;

/**
 * The arrows and habits of the code, for every module to hold itself to.
 *
 * <pre>{@code
 * @Test
 * void theCodeKeepsToItsArchitecture() {
 *   ArchitectureRules.checkProduct("dev.millrace.worker");
 *   ArchitectureRules.checkTests("dev.millrace.worker");
 * }
 * }</pre>
 */
public final class ArchitectureRules {
  private static final String API = "dev.millrace.api..";
  private static final String WORKER = "dev.millrace.worker..";
  private static final String SCHEDULER = "dev.millrace.scheduler..";
  private static final String LOCAL = "dev.millrace.local..";
  private static final String BENCHMARKS = "dev.millrace.benchmarks..";

  /** The packages that may know Pub/Sub: those of publishers and listeners, and their factories. */
  private static final String[] MESSAGING = {
    "dev.millrace.dispatch..",
    "..intake..",
    "dev.millrace.worker.command..",
    "dev.millrace.worker.run..",
    "..deadletter..",
    "..subscription..",
    "..forward..",
    LOCAL
  };

  /** What is shared knows nobody who uses it. */
  public static final ArchRule SHARED_KNOWS_NO_SERVICE =
      noClasses()
          .that()
          .resideOutsideOfPackages(API, WORKER, SCHEDULER, LOCAL, BENCHMARKS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(API, WORKER, SCHEDULER, LOCAL, BENCHMARKS)
          .because("shared is what all services stand on")
          .allowEmptyShould(true);

  /** Services meet in Pub/Sub and Postgres only. */
  public static final ArchRule SERVICES_DO_NOT_KNOW_EACH_OTHER =
      CompositeArchRule.of(
          List.of(
              apart(API, WORKER, SCHEDULER),
              apart(WORKER, API, SCHEDULER),
              apart(SCHEDULER, API, WORKER)));

  /** Only publishers and listeners know the broker. */
  public static final ArchRule ONLY_MESSAGING_KNOWS_PUBSUB =
      noClasses()
          .that()
          .resideOutsideOfPackages(MESSAGING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.cloud.pubsub..", "com.google.pubsub..")
          .because("a message ends where it is received, and begins where it is sent");

  /** A controller maps HTTP; a repository is SQL. */
  public static final ArchRule CONTROLLERS_DO_NOT_TOUCH_SQL =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Controller")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Connection.class, Sql.class)
          .because("a controller maps HTTP and nothing else");

  /** {@code java.time} only; a library's {@link Date} becomes an instant where it is met. */
  public static final ArchRule TIME_IS_JAVA_TIME =
      CompositeArchRule.of(
          List.of(
              noClasses()
                  .should()
                  .callConstructorWhere(target(owner(assignableTo(Date.class))))
                  .orShould()
                  .dependOnClassesThat()
                  .areAssignableTo(Calendar.class)
                  .because("times are Instant and Duration"),
              noFields()
                  .should()
                  .haveRawType(assignableTo(Date.class))
                  .because("times are Instant and Duration")
                  .allowEmptyShould(true)));

  /** A process's clock may be wrong, and a test may want it to be. */
  public static final ArchRule TIME_COMES_FROM_A_CLOCK_THAT_IS_GIVEN =
      noClasses()
          .that()
          .resideOutsideOfPackages(LOCAL, BENCHMARKS)
          .and()
          .doNotHaveSimpleName("ClockFactory")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .because("time comes from an injected Clock, or from the database");

  /** Logs go through SLF4J. */
  public static final ArchRule LOGS_ARE_SLF4J =
      CompositeArchRule.of(
          List.of(
              GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING,
              GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS));

  /** What a class needs is in its constructor. */
  public static final ArchRule INJECTION_IS_BY_CONSTRUCTOR =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

  /** A test waits for what it waits for. */
  public static final ArchRule TESTS_DO_NOT_SLEEP =
      noClasses()
          .should()
          .callMethodWhere(target(owner(type(Thread.class))).and(target(name("sleep"))))
          .because("a test waits for a signal, never for a time");

  private ArchitectureRules() {}

  /** Packages, each with what is below it, that know each other in a circle, are one package. */
  public static ArchRule noCyclesBetweenPackages(String root) {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  /** Checks all that holds for the product code below a package. */
  public static void checkProduct(String root) {
    JavaClasses classes = product(root);
    rules(root).forEach(rule -> rule.allowEmptyShould(true).check(classes));
  }

  /** As {@link #checkProduct}, for code that talks to a person at a terminal. */
  public static void checkTerminalProduct(String root) {
    JavaClasses classes = product(root);
    rules(root).stream()
        .filter(rule -> !rule.equals(LOGS_ARE_SLF4J))
        .forEach(rule -> rule.allowEmptyShould(true).check(classes));
    GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(classes);
  }

  /** Checks all that holds for the tests below a package. */
  public static void checkTests(String root) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages(root);
    TESTS_DO_NOT_SLEEP.allowEmptyShould(true).check(classes);
  }

  private static List<ArchRule> rules(String root) {
    return List.of(
        SHARED_KNOWS_NO_SERVICE,
        SERVICES_DO_NOT_KNOW_EACH_OTHER,
        ONLY_MESSAGING_KNOWS_PUBSUB,
        CONTROLLERS_DO_NOT_TOUCH_SQL.allowEmptyShould(true),
        TIME_IS_JAVA_TIME,
        TIME_COMES_FROM_A_CLOCK_THAT_IS_GIVEN,
        LOGS_ARE_SLF4J,
        INJECTION_IS_BY_CONSTRUCTOR,
        noCyclesBetweenPackages(root));
  }

  /** The local stack is another module, and on the class path of every module's tests. */
  private static JavaClasses product(String root) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root)
            .that(resideOutsideOfPackage(LOCAL));
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("There is no code below " + root);
    }
    return classes;
  }

  private static ArchRule apart(String service, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(service)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .because("services meet in Pub/Sub and Postgres, not in code")
        .allowEmptyShould(true);
  }
}
