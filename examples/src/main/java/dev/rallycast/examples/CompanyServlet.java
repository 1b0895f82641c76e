package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Tells who takes part in the playback that the parameter {@code playback} names, and when to ask again. */
final class CompanyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    private static final int SOONEST_MS = 3_000;
    private static final int LATEST_MS = 60_000;
    /** So that a crowd asks at most 100 times a second together, up to what the latest moment allows. */
    private static final int MS_PER_HEAD = 10;

    private final transient Company company;

    CompanyServlet(Company company) {
        this.company = company;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String playback = request.getParameter("playback");
        if (playback == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        Company.Here here = company.in(playback);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            write(json, "players", here.players());
            write(json, "spectators", here.spectators());
            json.writeNumberField(
                    "again_ms",
                    againMs(here.players().count() + here.spectators().count()));
            json.writeEndObject();
        }
        response.setContentType("application/json");
        response.setCharacterEncoding(UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(body.toByteArray());
    }

    /** When one of so many people should ask again. */
    static int againMs(int people) {
        return (int) Math.max(SOONEST_MS, Math.min(LATEST_MS, (long) people * MS_PER_HEAD));
    }

    private static void write(JsonGenerator json, String role, Company.People people) throws IOException {
        json.writeObjectFieldStart(role);
        json.writeNumberField("count", people.count());
        json.writeArrayFieldStart("names");
        for (String name : people.names()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
