package dev.rallycast.spi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query string. Containers offer parameters too, but differ on whether those of the path are among them and which
 * of two wins. For those who write transports.
 */
public final class QueryString {
    private QueryString() {}

    /**
     * The parameters in their order, decoded as {@code application/x-www-form-urlencoded} in UTF-8.
     *
     * @param query what follows the question mark, not decoded; null or empty if nothing does
     * @throws IllegalArgumentException if a percent escape is broken
     */
    public static Map<String, List<String>> parse(@Nullable String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.computeIfAbsent(decode(name), n -> new ArrayList<>()).add(decode(value));
        }
        parameters.replaceAll((name, values) -> List.copyOf(values));
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
