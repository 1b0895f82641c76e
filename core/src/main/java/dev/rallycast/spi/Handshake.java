package dev.rallycast.spi;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client before its connection is open: a copy of the HTTP request that asked for the upgrade.
 * Immutable, and readable for as long as one likes, which is not true of the container's own objects.
 *
 * @param connectionId a random name of this connection, also {@code ClientSession.id()}
 * @param uri the request's URI as the container tells it
 * @param parameters the parameters of the query string, decoded as {@code application/x-www-form-urlencoded} in UTF-8;
 *     parameters of the path are not among them
 * @param headers the request's headers; names are compared without regard to case
 * @param principal whom the container has authenticated, if anybody
 * @param httpSession the HTTP session, if the container is a servlet container and there is one
 */
public record Handshake(
        String connectionId,
        URI uri,
        Map<String, List<String>> parameters,
        Map<String, List<String>> headers,
        @Nullable Principal principal,
        @Nullable Object httpSession) {
    /** Copies the maps. */
    public Handshake {
        requireNonNull(connectionId, "connectionId");
        requireNonNull(uri, "uri");
        parameters = Map.copyOf(parameters);
        headers = copyHeaders(headers);
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return first(parameters.get(name));
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return first(headers.get(name));
    }

    /** The WebSocket subprotocols that the client asks for, in its order of preference (RFC 6455, section 11.3.4). */
    public List<String> subprotocols() {
        return headers.getOrDefault("Sec-WebSocket-Protocol", List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Names the connection only: what a client brings along may be secret. */
    @Override
    public String toString() {
        return "handshake of connection " + connectionId;
    }

    private static Optional<String> first(@Nullable List<String> values) {
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Containers answer a missing header with null or with an empty list; here it is simply not there. */
    private static Map<String, List<String>> copyHeaders(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            if (name != null && values != null && !values.isEmpty()) {
                copy.computeIfAbsent(name, n -> new ArrayList<>()).addAll(values);
            }
        });
        copy.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(copy);
    }
}
