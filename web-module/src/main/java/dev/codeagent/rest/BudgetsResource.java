package dev.codeagent.rest;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.Budget;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Budgets: what runs, projects, callers and the server may spend on model calls. */
@Path("/budgets")
@RequestScoped
@Tag(name = "budgets")
@Produces(MediaType.APPLICATION_JSON)
public class BudgetsResource {
    @Inject
    AccountingService accounting;

    /** The body of a PUT: {@code limitUsd} is a decimal number as text, for example {@code "5.00"}. */
    public record BudgetRequest(@Schema(required = true) BigDecimal limitUsd) {}

    @GET
    @Operation(operationId = "listBudgets", summary = "List the budgets with what is spent and reserved")
    public Answer<List<Budget>> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("0") @Schema(minimum = "0", maximum = "1000") int limit) {
        return Answer.pageOf(accounting.budgets(Caller.LOCAL), cursor, limit, Budget::id);
    }

    @PUT
    @Path("/{scope}/{subject}/{period}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putBudget",
            summary = "Set a budget; the subject of the scope server is all. Runs that paused at it continue")
    public Budget put(
            @PathParam("scope") BudgetId.Scope scope,
            @PathParam("subject") String subject,
            @PathParam("period") BudgetId.Period period,
            BudgetRequest request) {
        var id = new BudgetId(scope, subject, period);
        return AgentException.readField("limitUsd", () -> accounting.setBudget(Caller.LOCAL, id, request.limitUsd()));
    }

    @DELETE
    @Path("/{scope}/{subject}/{period}")
    @Operation(operationId = "deleteBudget", summary = "Remove a budget; a default of the configuration applies again")
    public void remove(
            @PathParam("scope") BudgetId.Scope scope,
            @PathParam("subject") String subject,
            @PathParam("period") BudgetId.Period period) {
        accounting.removeBudget(Caller.LOCAL, new BudgetId(scope, subject, period));
    }
}
