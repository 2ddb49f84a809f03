package dev.codeagent.rest;

import dev.codeagent.api.dashboard.Activity;
import dev.codeagent.api.dashboard.Dashboard;
import dev.codeagent.api.dashboard.DashboardQuery;
import dev.codeagent.api.dashboard.DashboardService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What operators see of the server at a glance. */
@Path("/dashboard")
@RequestScoped
@Tag(name = "dashboard")
@Produces(MediaType.APPLICATION_JSON)
public class DashboardResource {
    private static final String CSV = "text/csv";
    private static final int DEFAULT_DAYS = 14;

    @Inject
    DashboardService dashboard;

    @GET
    @Operation(operationId = "getDashboard", summary = "Totals of the days of a range, in UTC; without from: 14 days")
    public Dashboard totals(
            @QueryParam("from") @Nullable LocalDate from,
            @QueryParam("to") @Nullable LocalDate to,
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("bucket") @DefaultValue("day") DashboardQuery.Bucket bucket) {
        return dashboard.dashboard(Caller.LOCAL, query(from, to, project, bucket));
    }

    @GET
    @Path("/activity")
    @Operation(operationId = "getActivity", summary = "What happens on the server now")
    public Activity activity() {
        return dashboard.activity(Caller.LOCAL);
    }

    /** A table has an address of its own, because the link of a browser cannot ask for a media type. */
    @GET
    @Path("/tables/{table}")
    @Produces(CSV)
    @Operation(operationId = "downloadDashboardTable", summary = "A table of the dashboard as CSV (RFC 4180)")
    @APIResponse(
            responseCode = "200",
            description = "The table, as a file; texts that a spreadsheet would execute begin with an apostrophe",
            content = @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)))
    public Response table(
            @PathParam("table") DashboardTable table,
            @QueryParam("from") @Nullable LocalDate from,
            @QueryParam("to") @Nullable LocalDate to,
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("bucket") @DefaultValue("day") DashboardQuery.Bucket bucket) {
        DashboardQuery query = query(from, to, project, bucket);
        Dashboard totals = dashboard.dashboard(Caller.LOCAL, query);
        return Response.ok(table.csv(totals), CSV + ";charset=UTF-8;header=present")
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + table.fileName() + "-" + query.from() + "-" + query.to() + ".csv\"")
                .build();
    }

    private static DashboardQuery query(
            @Nullable LocalDate from, @Nullable LocalDate to, @Nullable String project, DashboardQuery.Bucket bucket) {
        LocalDate last = Objects.requireNonNullElseGet(to, () -> LocalDate.now(ZoneOffset.UTC));
        LocalDate first = Objects.requireNonNullElseGet(from, () -> last.minusDays(DEFAULT_DAYS - 1L));
        return new DashboardQuery(first, last, Optional.ofNullable(project), bucket);
    }
}
