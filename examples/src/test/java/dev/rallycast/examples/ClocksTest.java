package dev.rallycast.examples;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Holds the modules around core to the rule about clocks; this is the one module that sees them all. Core itself, with the
 * threads and the default clocks of its base package, has its own test.
 */
class ClocksTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.rallycast");

    private static final Set<String> BANNED = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.InstantSource.system");

    @Test
    void noModuleReadsAClockOrSleeps() {
        assertThat(ALL)
                .extracting(type -> type.getPackageName())
                .contains(
                        "dev.rallycast",
                        "dev.rallycast.examples",
                        "dev.rallycast.sports.tennis",
                        "dev.rallycast.storage.file",
                        "dev.rallycast.storage.redis",
                        "dev.rallycast.testkit",
                        "dev.rallycast.transport.jakarta");
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.rallycast.time", "dev.rallycast")
                .should()
                .accessTargetWhere(describe("reads a clock or sleeps", ClocksTest::isBanned))
                .check(ALL);
    }

    private static boolean isBanned(JavaAccess<?> access) {
        return BANNED.contains(
                access.getTargetOwner().getName() + "." + access.getTarget().getName());
    }
}
