package dev.codeagent.rest;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.BudgetId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Budgets: what runs, projects, callers and the server may spend on model calls. */
@Path("/budgets")
@RequestScoped
@Tag(name = "budgets")
@Produces(MediaType.APPLICATION_JSON)
public class BudgetsResource {
    @Inject
    AccountingService accounting;

    /** The body of a PUT: {@code limitUsd} is a decimal number as text, for example {@code "5.00"}. */
    public record BudgetRequest(BigDecimal limitUsd) {}

    @GET
    @Operation(summary = "List the budgets with what is spent and reserved")
    public String list() {
        return JsonBodies.toJson(accounting.budgets(Caller.LOCAL));
    }

    @PUT
    @Path("/{scope}/{subject}/{period}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Set a budget: {limitUsd}; scope is run, project, caller or server (subject all), period total or"
                    + " month. Runs that paused at it continue")
    public String put(
            @PathParam("scope") String scope,
            @PathParam("subject") String subject,
            @PathParam("period") String period,
            InputStream body) {
        BudgetRequest request = JsonBodies.read(body, BudgetRequest.class);
        return JsonBodies.toJson(accounting.setBudget(Caller.LOCAL, id(scope, subject, period), request.limitUsd()));
    }

    @DELETE
    @Path("/{scope}/{subject}/{period}")
    @Operation(summary = "Remove a budget; a default of the configuration applies again")
    public void remove(
            @PathParam("scope") String scope,
            @PathParam("subject") String subject,
            @PathParam("period") String period) {
        accounting.removeBudget(Caller.LOCAL, id(scope, subject, period));
    }

    private static BudgetId id(String scope, String subject, String period) {
        return new BudgetId(BudgetId.parseScope(scope), subject, BudgetId.parsePeriod(period));
    }
}
