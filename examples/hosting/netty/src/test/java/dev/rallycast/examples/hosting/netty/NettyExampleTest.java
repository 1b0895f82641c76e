package dev.rallycast.examples.hosting.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.testkit.ServerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class NettyExampleTest {
    @Test
    @Timeout(120)
    void theProgramGreetsItsClients(@TempDir Path directory) throws Exception {
        int port = ServerProcess.freePort();
        try (ServerProcess program = ServerProcess.start(NettyExample.class, directory, port, Integer.toString(port))) {
            assertThat(program.firstText("/stream")).startsWith("{\"type\":\"hello\"");
        }
    }
}
