package dev.codeagent.identity;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.EnvelopeCodec;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.http.Problem;
import dev.codeagent.proxy.ForwardedRequest;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Exchanges the code in the fragment of an address for a cookie; with the script for it of a build without portal. */
@WebServlet(urlPatterns = {"/login.js", LoginServlet.LOGIN_PATH})
public class LoginServlet extends HttpServlet {
    static final String LOGIN_PATH = "/login";

    private static final long serialVersionUID = 1L;
    private static final int MAX_BODY_BYTES = 1024;

    @Inject
    transient LocalIdentity identity;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        List<String> methods = request.getRequestURI().equals(LOGIN_PATH)
                ? List.of("POST", "OPTIONS")
                : List.of("GET", "HEAD", "OPTIONS");
        if (methods.contains(request.getMethod())) {
            super.service(request, response);
        } else {
            response.setHeader("Allow", String.join(", ", methods));
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        send(response, "text/javascript;charset=UTF-8", "/identity/login.js");
    }

    private static void send(HttpServletResponse response, String type, String resource) throws IOException {
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        try (InputStream in = Objects.requireNonNull(LoginServlet.class.getResourceAsStream(resource), resource)) {
            in.transferTo(response.getOutputStream());
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES);
            String code = EnvelopeCodec.parse(new String(body, StandardCharsets.UTF_8))
                    .getString("code", "");
            Optional<String> cookie = identity.logIn(code, ForwardedRequest.of(request));
            if (cookie.isPresent()) {
                response.setHeader("Set-Cookie", cookie.get());
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                Problem.of(
                                HttpServletResponse.SC_UNAUTHORIZED,
                                ErrorCode.UNAUTHENTICATED,
                                "the code is unknown, used or expired; `codeagent up` prints an address with a new"
                                        + " one")
                        .send(response);
            }
        } catch (AgentException e) {
            Problem.of(HttpServletResponse.SC_BAD_REQUEST, ErrorResponse.of(e)).send(response);
        }
    }
}
