package dev.codeagent.rest;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.accounting.UsageTotal;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tokens and costs of model calls. */
@Path("/usage")
@RequestScoped
@Tag(name = "usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
    private static final int MAX_TOTALS = 100_000;

    @Inject
    AccountingService accounting;

    @GET
    @Operation(operationId = "listUsage", summary = "Add up tokens and costs of model calls; days are in UTC")
    public Answer<List<UsageTotal>> totals(
            @QueryParam("by") @DefaultValue("day") UsageQuery.Group by,
            @QueryParam("run") @Nullable String run,
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("caller") @Nullable String caller,
            @QueryParam("from") @Nullable LocalDate from,
            @QueryParam("to") @Nullable LocalDate to,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("100") @Schema(minimum = "1", maximum = "10000") int limit) {
        var query = new UsageQuery(
                by,
                Optional.ofNullable(run),
                Optional.ofNullable(project),
                Optional.ofNullable(caller),
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                cursor == null ? limit + 1 : MAX_TOTALS);
        return Answer.pageOf(accounting.usage(Caller.LOCAL, query), cursor, limit, UsageTotal::key);
    }
}
