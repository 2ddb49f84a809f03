package dev.codeagent.rest;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Answers {@code /openapi} with the document of the repository, {@code docs/openapi.json}, which a test compares with
 * the resources. It replaces the document that the container makes, which knows neither the schemas nor the errors.
 */
@WebServlet("/openapi")
public class OpenApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String DOCUMENT = "/openapi/openapi.json";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        try (InputStream document =
                Objects.requireNonNull(OpenApiServlet.class.getResourceAsStream(DOCUMENT), DOCUMENT)) {
            document.transferTo(response.getOutputStream());
        }
    }
}
