package dev.rallycast.examples.hosting.springboot4;

import dev.rallycast.transport.jakarta.RallycastEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

/** Puts the endpoint into the embedded container. */
// tag::spring[]
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StreamConfiguration {
    @Bean
    ServerEndpointExporter exporter() {
        return new ServerEndpointExporter();
    }

    @Bean
    ServerEndpointConfig stream(RallycastEndpoint endpoint) {
        return endpoint.config();
    }
}
// end::spring[]
