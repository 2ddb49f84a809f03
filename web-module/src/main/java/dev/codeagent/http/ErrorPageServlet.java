package dev.codeagent.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Replaces the error pages of the container, which name its version; see {@code web-fragment.xml}. */
public class ErrorPageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** What a servlet allows that sets no {@code Allow} itself. */
    private static final String METHODS_OF_A_PAGE = "GET, HEAD, OPTIONS";

    private static final Logger LOG = Logger.getLogger(ErrorPageServlet.class.getName());

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? code
                : HttpServletResponse.SC_NOT_FOUND;
        if (status == HttpServletResponse.SC_NOT_IMPLEMENTED) {
            status = HttpServletResponse.SC_METHOD_NOT_ALLOWED; // What HttpServlet answers to PATCH.
        }
        if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED && !response.containsHeader("Allow")) {
            response.setHeader("Allow", METHODS_OF_A_PAGE);
        }
        if (status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR) {
            LOG.log(
                    Level.WARNING,
                    "the container failed at a request method=" + request.getMethod() + " path="
                            + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) + " reason="
                            + request.getAttribute(RequestDispatcher.ERROR_MESSAGE),
                    (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
        }
        Problem.ofStatus(status).send(response);
    }
}
