package dev.rallycast.benchmarks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Benchmarks measure by clocks that they are given, so that their tests can give them others. */
class ClocksTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.rallycast.benchmarks");

    private static final Set<String> BANNED = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.lang.management.ThreadMXBean.getCurrentThreadCpuTime",
            "java.time.Instant.now");

    @Test
    void onlyTheStopwatchReadsAClock() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Stopwatch")
                .should()
                .accessTargetWhere(describe(
                        "reads a clock or sleeps",
                        access -> BANNED.contains(access.getTargetOwner().getName() + "."
                                + access.getTarget().getName())))
                .check(ALL);
    }
}
