package dev.sdr;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The import table of docs/architecture.md, and what no code of the library may do. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sdr");

    /** Each row may import the rows above it; packages of one row do not import one another. */
    private static final List<Set<String>> ROWS = List.of(
            Set.of("dev.sdr.error"),
            Set.of("dev.sdr.lead"),
            Set.of("dev.sdr.event", "dev.sdr.channel"),
            Set.of("dev.sdr.mail"),
            Set.of("dev.sdr.track", "dev.sdr.internal.words", "dev.sdr.internal.text"),
            Set.of("dev.sdr.internal.mime"),
            Set.of("dev.sdr.inbox"),
            Set.of("dev.sdr.reply"),
            Set.of("dev.sdr.sequence"),
            Set.of("dev.sdr.answer", "dev.sdr.compose", "dev.sdr.consent", "dev.sdr.pacing"),
            Set.of("dev.sdr.gate"),
            Set.of("dev.sdr.store"),
            Set.of("dev.sdr.observe"),
            Set.of("dev.sdr.internal.engine"),
            Set.of("dev.sdr"));

    @Test
    void everyClassWasLookedAt() {
        assertThat(CLASSES.size()).isGreaterThan(180);
    }

    @Test
    void everyPackageHasItsRow() {
        Set<String> known = new TreeSet<>();
        ROWS.forEach(known::addAll);
        Set<String> found = new TreeSet<>();
        CLASSES.forEach(c -> found.add(c.getPackageName()));
        assertThat(found).isEqualTo(known);
    }

    @Test
    void importsOnlyGoUp() {
        List<String> above = new ArrayList<>();
        for (Set<String> row : ROWS) {
            for (String own : row) {
                List<String> allowed = new ArrayList<>(above);
                allowed.add(own);
                noClasses()
                        .that()
                        .resideInAPackage(own)
                        .should()
                        .dependOnClassesThat(are(resideInAPackage("dev.sdr.."))
                                .and(JavaClass.Predicates.resideOutsideOfPackages(allowed.toArray(String[]::new))))
                        .check(CLASSES);
            }
            above.addAll(row);
        }
    }

    @Test
    void onlyOneClassLooksAtTheMachinesClock() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.sdr.internal.engine.SystemTime")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .orShould()
                .callMethod(java.time.OffsetDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(nameMatching("system.*"))
                        .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                        JavaClass.Predicates.type(java.time.Clock.class)))))
                .orShould()
                .callConstructor(java.util.Date.class)
                .check(CLASSES);
    }

    @Test
    void noThreadIsStartedAndNothingPrinted() {
        noClasses()
                .should()
                .callConstructorWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                        com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                JavaClass.Predicates.assignableTo(Thread.class)
                                        .or(JavaClass.Predicates.assignableTo(java.util.Timer.class)))))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.Executors.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass c : CLASSES) {
            JavaPackage p = c.getPackage();
            if (!p.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(p.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }
}
