package dev.codeagent.rest;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Sessions: conversations, each of several runs in one project. */
@Path("/sessions")
@RequestScoped
@Tag(name = "runs")
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
    @Inject
    RunService runs;

    @GET
    @Operation(operationId = "listSessions", summary = "List conversations, the one with the last activity first")
    public Answer<List<Conversation>> list(
            @QueryParam("projectId") @Nullable ProjectId project,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Schema(minimum = "1", maximum = "1000") int limit) {
        int needed = cursor == null ? limit + 1 : Integer.MAX_VALUE;
        return Answer.pageOf(
                runs.conversations(Caller.LOCAL, Optional.ofNullable(project), needed),
                cursor,
                limit,
                conversation -> conversation.id().value());
    }
}
