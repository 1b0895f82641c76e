package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.rallycast.model.Game;
import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.GameStorage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists the games as a JSON array of their public metadata, and which are live; nothing tells how a game ended or how long it is. */
final class GamesServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(GamesServlet.class);
    private static final JsonFactory JSON = new JsonFactory();

    private final transient GameStorage storage;
    private final transient OnAir onAir;

    GamesServlet(GameStorage storage) {
        this.storage = storage;
        onAir = new OnAir(storage);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body);
                Stream<Game> games = storage.list()) {
            json.writeStartArray();
            for (Iterator<Game> all = games.iterator(); all.hasNext(); ) {
                Game game = all.next();
                write(json, game, onAir.isLive(game.id()));
            }
            json.writeEndArray();
        } catch (ReplayException e) {
            LOG.error("The games can't be listed", e);
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        response.setContentType("application/json");
        response.setCharacterEncoding(UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(body.toByteArray());
    }

    /** An allow-list, so that nothing private is ever added by accident. */
    private static void write(JsonGenerator json, Game game, boolean live) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", game.id());
        json.writeStringField("sport", game.sport());
        json.writeArrayFieldStart("players");
        for (String player : game.players()) {
            json.writeString(player);
        }
        json.writeEndArray();
        optional(json, "event", game.event());
        optional(json, "surface", game.surface());
        optional(json, "format", game.format());
        optional(json, "mode", game.mode());
        optional(json, "scheduled_start", game.scheduledStart());
        if (live) {
            json.writeBooleanField("live", true);
        }
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }
}
