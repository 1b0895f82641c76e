package dev.rallycast.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HostingExampleTest {
    @TempDir
    private Path directory;

    @Test
    void aHostedManagerGreetsItsClients() throws Exception {
        Tomcat tomcat = new Tomcat();
        Application application = new Application(directory.resolve("recordings"));
        try {
            start(tomcat, application);
            URI stream = URI.create("ws://localhost:" + tomcat.getConnector().getLocalPort() + "/stream");

            assertThat(new TestSocket(stream).next("hello").path("user").asText())
                    .isEqualTo("ann");
        } finally {
            requireNonNull(application.example).close();
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private void start(Tomcat tomcat, Application application) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        StandardContext context = (StandardContext) tomcat.addContext("", directory.toString());
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer((classes, servlets) -> servlets.addListener(application), Set.of());
        tomcat.getHost().getPipeline().addValve(new LoggedIn());
        tomcat.start();
    }

    /** Stands for the application's own login. */
    private static final class LoggedIn extends ValveBase {
        LoggedIn() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setUserPrincipal(new GenericPrincipal("ann"));
            getNext().invoke(request, response);
        }
    }

    /** The application that hosts. */
    private static final class Application implements ServletContextListener {
        private final Path recordings;

        @Nullable
        HostingExample example;

        Application(Path recordings) {
            this.recordings = recordings;
        }

        @Override
        public void contextInitialized(ServletContextEvent event) {
            Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
            try {
                example = new HostingExample(recordings, (ServerContainer) requireNonNull(container));
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
