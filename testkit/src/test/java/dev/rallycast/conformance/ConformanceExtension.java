package dev.rallycast.conformance;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails a test in which a message was sent that the document does not describe. Registered for all tests of the module. */
public final class ConformanceExtension implements BeforeAllCallback, AfterEachCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        AutoCloseable atTheEnd =
                () -> LoggerFactory.getLogger(ConformanceExtension.class).info("{}", Conformance.summary());
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ConformanceExtension.class))
                .computeIfAbsent("summary", key -> atTheEnd);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> violations = Conformance.takeViolations();
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.size() + " messages do not conform to " + ProtocolSchemas.DOCUMENT
                    + "; the first: " + violations.get(0));
        }
    }
}
