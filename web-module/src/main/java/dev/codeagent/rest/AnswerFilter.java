package dev.codeagent.rest;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/** Sends an {@link Answer}: its body, its status, and the headers {@code Location}, {@code Link} and {@code ETag}. */
@Provider
public class AnswerFilter implements ContainerResponseFilter {
    private static final int TAG_LENGTH = 32;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof Answer<?> answer)) {
            return;
        }
        response.setStatus(answer.status());
        response.setEntity(answer.body());
        if (!answer.location().isEmpty()) {
            response.getHeaders()
                    .putSingle(
                            HttpHeaders.LOCATION,
                            request.getUriInfo().getBaseUri().resolve(answer.location()));
        }
        answer.nextCursor()
                .ifPresent(cursor -> response.getHeaders()
                        .putSingle(
                                HttpHeaders.LINK,
                                Link.fromUri(request.getUriInfo()
                                                .getRequestUriBuilder()
                                                .replaceQueryParam("cursor", "{cursor}")
                                                .build(cursor))
                                        .rel("next")
                                        .build()));
        if (answer.versioned()) {
            String tag = tag((Record) answer.body());
            response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
            if (request.getMethod().equals("GET")
                    && EntityTags.matches(request.getHeaderString(HttpHeaders.IF_NONE_MATCH), tag)) {
                response.setStatusInfo(Response.Status.NOT_MODIFIED);
                response.setEntity(null);
            }
        }
    }

    /**
     * Checks that an edit knows the current version.
     *
     * @param ifMatch the header {@code If-Match}; an edit without it replaces any version
     * @throws AgentException PRECONDITION_FAILED if it names another version
     */
    static void requireMatch(@Nullable String ifMatch, Record current) {
        if (ifMatch != null && !EntityTags.matches(ifMatch, tag(current))) {
            throw new AgentException(
                            ErrorCode.PRECONDITION_FAILED,
                            "this was changed since you read it; get it again, and send its new ETag as If-Match")
                    .inField(HttpHeaders.IF_MATCH);
        }
    }

    static String tag(Record value) {
        return '"' + Sha256.hexOf(JsonBodies.toJson(value)).substring(0, TAG_LENGTH) + '"';
    }
}
