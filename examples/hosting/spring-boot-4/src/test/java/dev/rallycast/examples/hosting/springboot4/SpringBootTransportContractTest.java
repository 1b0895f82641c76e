package dev.rallycast.examples.hosting.springboot4;

import dev.rallycast.testkit.TransportContract;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

class SpringBootTransportContractTest extends TransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) {
        SpringApplication application = new SpringApplication(StreamConfiguration.class);
        application.addInitializers(context ->
                ((GenericApplicationContext) context).registerBean(RallycastEndpoint.class, () -> endpoint(settings)));
        ConfigurableApplicationContext context = application.run("--server.port=0", "--logging.level.root=error");
        return new TransportHarness() {
            @Override
            public int port() {
                return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            }

            @Override
            public void stop() {
                context.close();
            }
        };
    }

    private static RallycastEndpoint endpoint(TransportSettings settings) {
        return RallycastEndpoint.builder(settings.clients(), settings.authenticator())
                .path(settings.path())
                .allowedOrigins(settings.allowedOrigin())
                .build();
    }
}
