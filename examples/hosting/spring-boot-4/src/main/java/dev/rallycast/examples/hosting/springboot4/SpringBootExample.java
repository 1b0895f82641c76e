package dev.rallycast.examples.hosting.springboot4;

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Serves the recordings in {@code recordings} at {@code ws://localhost:8080/stream}. */
@Configuration(proxyBeanMethods = false)
@Import(StreamConfiguration.class)
public class SpringBootExample {
    public static void main(String[] args) {
        SpringApplication.run(SpringBootExample.class, args);
    }

    @Bean
    FileGameStorage storage() {
        return FileGameStorage.open(Path.of("recordings"));
    }

    @Bean
    SchedulerManager manager(FileGameStorage storage) {
        return SchedulerManager.builder(storage).build();
    }

    @Bean
    RallycastEndpoint endpoint(SchedulerManager manager) {
        return RallycastEndpoint.builder(manager.clients(), Authenticators.allowEveryoneWithoutAuthentication())
                .path("/stream")
                .build();
    }
}
