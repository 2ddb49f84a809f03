package dev.codeagent.identity;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.security.TokenProof;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.http.Problem;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Proves to a client that it reached the server of its data directory, before the client sends anything else. */
@WebServlet(urlPatterns = TokenProof.PATH)
public class IdentityServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    transient LocalIdentity identity;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        Optional<String> challenge =
                Optional.ofNullable(request.getParameter("challenge")).filter(TokenProof::isNonce);
        if (challenge.isEmpty()) {
            refuse(response);
            return;
        }
        TokenProof proof = identity.instance().proof(request);
        send(
                response,
                Json.createObjectBuilder()
                        .add("instance", proof.instance())
                        .add("proof", proof.ofServer(challenge.get()))
                        .build());
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        var error = AgentException.invalidValue(
                        "challenge: expected 43 random characters of A-Za-z0-9_-, chosen by the client")
                .inField("challenge");
        Problem.of(HttpServletResponse.SC_BAD_REQUEST, ErrorResponse.of(error)).send(response);
    }

    private static void send(HttpServletResponse response, JsonObject body) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
