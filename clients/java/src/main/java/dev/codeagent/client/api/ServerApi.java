package dev.codeagent.client.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server itself: costs, budgets, disk space, health and logins. */
@Produces("application/json")
@Consumes("application/json")
public interface ServerApi {

    /**
     * Tokens and costs of model calls.
     *
     * @param by call, run, agent, project, caller, day, provider or model
     * @param from the first day, such as {@code 2026-11-29}, in UTC
     */
    @GET
    @Path("/api/v1/usage")
    List<UsageTotal> usage(
            @QueryParam("by") String by,
            @QueryParam("run") @Nullable String run,
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("caller") @Nullable String caller,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") int limit);

    /** What happens on the server now. */
    @GET
    @Path("/api/v1/dashboard/activity")
    Activity activity();

    /**
     * Totals of days, in UTC.
     *
     * @param from the first day; by default 14 days are shown
     * @param bucket {@code day} or {@code hour}: how response times are added up
     */
    @GET
    @Path("/api/v1/dashboard")
    Dashboard dashboard(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("bucket") @Nullable String bucket);

    /** A table of the dashboard as CSV, for example {@code usage-by-day}. */
    @GET
    @Path("/api/v1/dashboard/tables/{table}")
    @Produces("text/csv")
    byte[] dashboardTable(
            @PathParam("table") String table,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("bucket") @Nullable String bucket);

    @GET
    @Path("/api/v1/budgets")
    List<Budget> budgets();

    /** Sets a limit; runs that paused at it continue. */
    @PUT
    @Path("/api/v1/budgets/{scope}/{subject}/{period}")
    Budget setBudget(
            @PathParam("scope") String scope,
            @PathParam("subject") String subject,
            @PathParam("period") String period,
            BudgetLimit limit);

    @DELETE
    @Path("/api/v1/budgets/{scope}/{subject}/{period}")
    void removeBudget(
            @PathParam("scope") String scope, @PathParam("subject") String subject, @PathParam("period") String period);

    @GET
    @Path("/api/v1/storage")
    Storage storage();

    @POST
    @Path("/api/v1/storage/clean")
    Storage cleanStorage(StorageClean clean);

    @GET
    @Path("/api/v1/health")
    Health health();

    @POST
    @Path("/api/v1/login-codes")
    LoginCode createLoginCode();
}
