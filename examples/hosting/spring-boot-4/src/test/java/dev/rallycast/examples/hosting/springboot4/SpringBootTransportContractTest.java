package dev.rallycast.examples.hosting.springboot4;

import dev.rallycast.testkit.TransportDeviation;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.testkit.conformance.ConformingTransportContract;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

class SpringBootTransportContractTest extends ConformingTransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) {
        SpringApplication application = new SpringApplication(StreamConfiguration.class);
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(RallycastEndpoint.class, () -> endpoint(settings));
            beans.registerBean(BasicLogin.class, () -> new BasicLogin(settings));
        });
        ConfigurableApplicationContext context = application.run("--server.port=0", "--logging.level.root=error");
        return new TransportHarness() {
            @Override
            public int port() {
                return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            }

            @Override
            public Set<TransportDeviation> deviations() {
                return Set.of(
                        TransportDeviation.DOUBLE_SLASHES_ARE_PASSED_ON,
                        TransportDeviation.CLOSES_WHILE_SENDING_MAY_JUST_END,
                        TransportDeviation.A_STOP_MAY_SEND_NO_CLOSE_FRAMES);
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

    /** Does what Spring Security does: a filter that puts the user's principal around the request. */
    private record BasicLogin(TransportSettings settings) implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest http = (HttpServletRequest) request;
            String expected = "Basic "
                    + Base64.getEncoder()
                            .encodeToString((settings.containerUser() + ":" + settings.containerPassword())
                                    .getBytes(StandardCharsets.UTF_8));
            boolean known = expected.equals(http.getHeader("Authorization"));
            chain.doFilter(known ? new Known(http, settings.containerUser()) : http, response);
        }
    }

    private static final class Known extends HttpServletRequestWrapper {
        private final Principal principal;

        Known(HttpServletRequest request, String name) {
            super(request);
            principal = () -> name;
        }

        @Override
        public Principal getUserPrincipal() {
            return principal;
        }
    }
}
