package dev.rallycast.examples.hosting.jettyee11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.testkit.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JettyExampleTest {
    @Test
    @Timeout(120)
    void theProgramGreetsItsClients(@TempDir Path directory) throws Exception {
        int port = ServerProcess.freePort();
        try (ServerProcess program = ServerProcess.start(JettyExample.class, directory, port, Integer.toString(port))) {
            assertThat(program.firstText("/stream")).startsWith("{\"type\":\"hello\"");
        }
    }
}
