package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.testkit.TransportDeviation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/hosting.md} says is what the examples of hosting do. */
class HostingDocumentTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @CsvSource({
        "tomcat, tomcat, tomcat/TomcatExample",
        "jetty, jetty-ee11, jettyee11/JettyExample",
        "undertow-application, undertow, undertow/UndertowExample",
        "undertow, undertow, undertow/UndertowExample",
        "tyrus, tyrus, tyrus/TyrusExample",
        "spring, spring-boot-4, springboot4/StreamConfiguration",
        "netty-pipeline, netty, netty/NettyExample",
        "netty, netty, netty/NettyExample",
        "netty-stop, netty, netty/NettyExample"
    })
    void quotesCompiledCode(String name, String module, String source) throws IOException {
        Path file = ROOT.resolve(
                "examples/hosting/" + module + "/src/main/java/dev/rallycast/examples/hosting/" + source + ".java");
        assertThat(document())
                .contains("<!-- quoted: " + name + " -->\n```java\n" + ReadmeTest.tagged(name, file) + "```\n");
    }

    @ParameterizedTest
    @EnumSource
    void namesEveryDeviation(TransportDeviation deviation) throws IOException {
        assertThat(document()).contains("| `" + deviation + "` |");
    }

    @Test
    void namesEveryHost() throws IOException {
        String document = document();
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        assertThat(pom.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("<module>examples/hosting/"))
                        .map(line -> line.replaceAll(".*/([^/<]+)</module>", "$1"))
                        .filter(host -> !document.contains("| `" + host + "` |")))
                .isEmpty();
    }

    private static String document() throws IOException {
        return Files.readString(ROOT.resolve("docs/hosting.md"));
    }
}
