package dev.codeagent.rest;

import dev.codeagent.api.telemetry.MetricsService;
import dev.codeagent.api.telemetry.MetricsService.MetricsPage;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The metrics for a scraper. The authentication accepts the scraper's own token for this address alone. */
@WebServlet("/metrics")
public class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient MetricsService metrics;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        MetricsPage page = metrics.scrape(Objects.requireNonNullElse(request.getHeader("Accept"), ""));
        byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
        response.setHeader("Content-Type", page.contentType());
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
