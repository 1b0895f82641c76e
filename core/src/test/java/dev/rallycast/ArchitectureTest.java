package dev.rallycast;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may import what, and who may read a clock. Covers every {@code dev.rallycast} class on the class path. */
class ArchitectureTest {
    private static final String BASE = "dev.rallycast";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    private static final ArchRule ONLY_TIME_READS_A_CLOCK = noClasses()
            .that()
            .resideOutsideOfPackage(BASE + ".time")
            .should()
            .accessTargetWhere(describe("reads a clock or sleeps", ArchitectureTest::readsAClock));

    static Stream<Arguments> imports() {
        return Stream.of(
                arguments("json", new String[] {"com.fasterxml.jackson.core.."}),
                arguments("model", new String[] {BASE + ".json"}),
                arguments("time", new String[] {BASE + ".model"}),
                arguments("protocol", new String[] {BASE + ".model"}),
                arguments(
                        "protocol.json", new String[] {BASE + ".model", BASE + ".protocol", "com.fasterxml.jackson.."}),
                arguments("spi", new String[] {BASE + ".model", BASE + ".protocol"}),
                arguments("auth", new String[] {BASE + ".model", BASE + ".spi", "javax.crypto.."}),
                arguments(
                        "storage.memory",
                        new String[] {BASE + ".model", BASE + ".protocol..", BASE + ".spi", "org.slf4j.."}));
    }

    @ParameterizedTest
    @MethodSource("imports")
    void importsRunOneWay(String name, String[] others) {
        String own = BASE + "." + name;
        String[] allowed = Stream.concat(Stream.of(own, "java..", "org.jspecify.annotations"), Stream.of(others))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .allowEmptyShould(true)
                .check(ALL);
    }

    @Test
    void everyPackageBelowTheBaseHasARule() {
        assertThat(ALL.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals(BASE))
                        .map(name -> name.substring(BASE.length() + 1))
                        .distinct())
                .isSubsetOf(imports().map(row -> (String) row.get()[0]).toList());
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void jacksonIsInNoPublicSignature() {
        assertThat(ALL.stream().filter(ArchitectureTest::isPublic).flatMap(ArchitectureTest::typesInSignatures))
                .isNotEmpty()
                .filteredOn(type -> type.getPackageName().contains("jackson"))
                .isEmpty();
    }

    @Test
    void onlyTimeReadsAClock() {
        ONLY_TIME_READS_A_CLOCK.check(ALL);
    }

    @ParameterizedTest
    @ValueSource(classes = {Calls.class, Refers.class, Sleeps.class, Nows.class, Clocks.class, Sources.class})
    void theRuleOfClocksSeesCallsAndReferences(Class<?> offender) {
        assertThat(ONLY_TIME_READS_A_CLOCK
                        .evaluate(new ClassFileImporter().importClasses(offender))
                        .hasViolation())
                .isTrue();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(ALL.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as(p.getName())
                        .isTrue());
    }

    private static boolean readsAClock(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        JavaClass owner = target.getOwner();
        String name = target.getName();
        if (owner.isEquivalentTo(InstantSource.class) && name.equals("system")) {
            // The default that a host replaces.
            return !access.getOriginOwner().isEquivalentTo(SchedulerManagerBuilder.class);
        }
        return (owner.isEquivalentTo(System.class)
                        && Set.of("nanoTime", "currentTimeMillis").contains(name))
                || ((owner.isEquivalentTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class))
                        && name.equals("sleep"))
                || (owner.getPackageName().startsWith("java.time") && name.equals("now"))
                || (owner.isEquivalentTo(Clock.class) && (name.startsWith("system") || name.startsWith("tick")));
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    private static Stream<JavaClass> typesInSignatures(JavaClass type) {
        Stream<JavaClass> parents = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
        Stream<JavaClass> members = type.getMembers().stream()
                .filter(ArchitectureTest::isVisible)
                .flatMap(member -> Stream.concat(
                        member.getAllInvolvedRawTypes().stream(),
                        member instanceof JavaCodeUnit unit ? unit.getExceptionTypes().stream() : Stream.empty()));
        return Stream.concat(parents, members);
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    /** Breaks the rule by a call. */
    static final class Calls {
        long nanos() {
            return System.nanoTime();
        }
    }

    /** Breaks the rule by a method reference. */
    static final class Refers {
        LongSupplier millis() {
            return System::currentTimeMillis;
        }
    }

    /** Breaks the rule by sleeping. */
    static final class Sleeps {
        void sleep() throws InterruptedException {
            Thread.sleep(1);
        }
    }

    /** Breaks the rule by asking for the present instant. */
    static final class Nows {
        Instant now() {
            return Instant.now();
        }
    }

    /** Breaks the rule by making a clock of its own. */
    static final class Clocks {
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    /** Breaks the rule by taking the system's source where it is not the builder's default. */
    static final class Sources {
        InstantSource source() {
            return InstantSource.system();
        }
    }
}
