package dev.rallycast.testkit.conformance;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test in which a message was sent that the document does not describe. {@link Conformance} and
 * {@link ConformingProtocol} find them; the extension is registered for all tests of a module that use these.
 */
public final class ConformanceExtension implements BeforeAllCallback, AfterEachCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        ExtensionContext.Store store =
                context.getRoot().getStore(ExtensionContext.Namespace.create(ConformanceExtension.class));
        // Not computeIfAbsent, which JUnit 5 has not.
        if (store.get("summary") == null) {
            AutoCloseable atTheEnd =
                    () -> LoggerFactory.getLogger(ConformanceExtension.class).info("{}", Conformance.summary());
            store.put("summary", atTheEnd);
        }
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
