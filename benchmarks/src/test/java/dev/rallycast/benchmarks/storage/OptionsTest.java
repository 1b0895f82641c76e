package dev.rallycast.benchmarks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.benchmarks.harness.UsageException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void withoutOptionsEverythingIsFullSize() throws UsageException {
        assertThat(Options.forStorage())
                .isEqualTo(new Options(false, Path.of("benchmarks/target/data"), null, 10_000_000, false));
        assertThat(Options.forHuge().events()).isEqualTo(10_000_000);
    }

    @Test
    void allOptionsAreTaken() throws UsageException {
        assertThat(Options.forStorage("--quick", "--data", "d", "--out", "o.md"))
                .isEqualTo(new Options(true, Path.of("d"), Path.of("o.md"), 10_000_000, false));
        assertThat(Options.forHuge("--events", "1000", "--data", "d"))
                .isEqualTo(new Options(false, Path.of("d"), null, 1_000, false));
        assertThat(Options.forHuge("--help").help()).isTrue();
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> Options.forStorage("--fast"))
                .isInstanceOf(UsageException.class)
                .hasMessage("Unknown option \"--fast\".");
        assertThatThrownBy(() -> Options.forHuge("--quick")).hasMessage("Unknown option \"--quick\".");
    }

    @Test
    void aMissingValueIsNamed() {
        assertThatThrownBy(() -> Options.forStorage("--out")).hasMessage("--out needs a value.");
        assertThatThrownBy(() -> Options.forStorage("--data", "--quick")).hasMessage("--data needs a value.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "20000001", "many", "1e6"})
    void aWrongNumberIsNamed(String number) {
        assertThatThrownBy(() -> Options.forHuge("--events", number))
                .hasMessage("--events is \"" + number + "\": expected a number from 1 to 20000000.");
    }

    @Test
    void aPathThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Options.forStorage("--data", "a\0b"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--data \"a\0b\" is not a path: ");
    }
}
