package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.protocol.Limits;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import dev.rallycast.transport.netty.NettyEndpoint;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README says is what the code does. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "hosting, examples/src/main/java/dev/rallycast/examples/HostingExample.java",
        "testing, testkit/src/test/java/dev/rallycast/testkit/TestingExampleTest.java"
    })
    void quotesCompiledCode(String name, String source) throws IOException {
        Matcher quoted = Pattern.compile("<!-- quoted: " + name + " -->\n```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme());
        assertThat(quoted.find()).isTrue();
        assertThat(quoted.group(1)).isEqualTo(tagged(name, ROOT.resolve(source)));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                SchedulerManagerBuilder.class,
                Limits.Builder.class,
                RallycastEndpoint.Builder.class,
                NettyEndpoint.Builder.class,
                FileGameStorage.Builder.class
            })
    void namesEveryOption(Class<?> builder) throws IOException {
        String readme = readme();
        List<String> missing = Arrays.stream(builder.getMethods())
                .filter(method -> method.getReturnType() == builder)
                .map(Method::getName)
                .filter(name -> !readme.contains("`" + name + "`"))
                .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void namesEveryDemoOption() throws IOException {
        String readme = readme();
        Matcher options = Pattern.compile("^ +(--[a-z]+)", Pattern.MULTILINE).matcher(DemoOptions.HELP);
        assertThat(options.results().map(found -> found.group(1)).filter(option -> !readme.contains("| `" + option)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void namesEveryRecordingCommand(RecordingCommand command) throws IOException {
        assertThat(readme()).contains("| `" + command.usage() + "`");
    }

    @Test
    void linksToFilesThatAreThere() throws IOException {
        Matcher links = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(readme());
        List<String> broken = links.results()
                .map(found -> found.group(1))
                .filter(link -> !Files.exists(ROOT.resolve(link)))
                .toList();
        assertThat(broken).isEmpty();
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    /** The lines between the tags, moved to the left margin, without blank lines at either end. */
    static String tagged(String name, Path source) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int from = indexOf(lines, "// tag::" + name + "[]");
        int to = indexOf(lines, "// end::" + name + "[]");
        String text = lines.subList(from + 1, to).stream().collect(Collectors.joining("\n"));
        return text.stripIndent().strip() + "\n";
    }

    private static int indexOf(List<String> lines, String tag) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(tag)) {
                return i;
            }
        }
        throw new AssertionError("no line " + tag);
    }
}
