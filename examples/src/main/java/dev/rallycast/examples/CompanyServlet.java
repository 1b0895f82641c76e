package dev.rallycast.examples;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells how many take part in the playback that the parameter {@code playback} names. */
final class CompanyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

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
        Company.Count count = company.of(playback);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write("{\"players\":" + count.players() + ",\"spectators\":" + count.spectators() + "}");
    }
}
