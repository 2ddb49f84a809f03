package dev.codeagent.rest;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.idempotency.IdempotencyStore;
import dev.codeagent.api.idempotency.RequestKey;
import dev.codeagent.api.idempotency.StoredAnswer;
import dev.codeagent.api.security.Caller;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/**
 * Answers a request that is sent again with its {@code Idempotency-Key} as it was answered before. A request that was
 * refused without effect can be corrected and sent with the same key.
 */
@Provider
@Idempotent
@Priority(Priorities.USER - 1) // After AnswerFilter, which runs in the other direction.
public class IdempotencyFilter implements ContainerRequestFilter, ContainerResponseFilter {
    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final String KEY = IdempotencyFilter.class.getName();
    private static final int MAX_BODY_BYTES = (1 << 20) + 1;

    @Inject
    IdempotencyStore store;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        String header = request.getHeaderString(HEADER);
        if (header == null) {
            return;
        }
        byte[] body = request.getEntityStream().readNBytes(MAX_BODY_BYTES);
        request.setEntityStream(new ByteArrayInputStream(body));
        var digest = new Sha256();
        digest.update(
                (request.getMethod() + " " + request.getUriInfo().getPath() + "\n").getBytes(StandardCharsets.UTF_8));
        String fingerprint = digest.update(body).hex();
        RequestKey key =
                AgentException.readField(HEADER, () -> new RequestKey(Caller.LOCAL.name(), header, fingerprint));
        Optional<StoredAnswer> known = store.begin(key, Clock.systemUTC().instant());
        if (known.isPresent()) {
            request.abortWith(replay(request, known.get()));
        } else {
            request.setProperty(KEY, key);
        }
    }

    private static Response replay(ContainerRequestContext request, StoredAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(REPLAYED, true)
                .entity(answer.body());
        if (!answer.location().isEmpty()) {
            response.location(request.getUriInfo().getBaseUri().resolve(answer.location()));
        }
        return response.build();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(request.getProperty(KEY) instanceof RequestKey key)) {
            return;
        }
        if (response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()) {
            store.complete(
                    key, new StoredAnswer(response.getStatus(), location(request, response), JsonBodies.toJson((Record)
                            response.getEntity())));
        } else if (response.getStatus() != Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
            store.release(key); // After a failure of the server nobody knows whether the request had an effect.
        }
    }

    private static String location(ContainerRequestContext request, ContainerResponseContext response) {
        return response.getHeaders().getFirst(HttpHeaders.LOCATION) instanceof URI location
                ? request.getUriInfo().getBaseUri().relativize(location).toString()
                : "";
    }
}
