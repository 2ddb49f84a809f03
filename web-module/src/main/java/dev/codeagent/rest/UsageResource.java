package dev.codeagent.rest;

import dev.codeagent.api.accounting.AccountingService;
import dev.codeagent.api.accounting.UsageQuery;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnumCodec;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tokens and costs of model calls. */
@Path("/usage")
@RequestScoped
@Tag(name = "usage")
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
    @Inject
    AccountingService accounting;

    @GET
    @Operation(
            summary =
                    "Add up tokens and costs by call, run, agent, project, caller, day, provider or model; days are in UTC")
    public String totals(
            @QueryParam("by") @DefaultValue("day") String by,
            @QueryParam("run") @Nullable String run,
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("caller") @Nullable String caller,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        var query = new UsageQuery(
                group(by),
                Optional.ofNullable(run),
                Optional.ofNullable(project),
                Optional.ofNullable(caller),
                day("from", from),
                day("to", to),
                (int) RunsResource.number("limit", limit, 1, 10_000));
        return JsonBodies.toJson(accounting.usage(Caller.LOCAL, query));
    }

    private static UsageQuery.Group group(String text) {
        return Arrays.stream(UsageQuery.Group.values())
                .filter(group -> EnumCodec.write(group).equals(text))
                .findFirst()
                .orElseThrow(() -> AgentException.invalidValue("parameter 'by' is '" + text + "'; use "
                        + Arrays.stream(UsageQuery.Group.values())
                                .map(EnumCodec::write)
                                .collect(Collectors.joining(", "))));
    }

    private static Optional<LocalDate> day(String parameter, @Nullable String text) {
        try {
            return Optional.ofNullable(text).map(LocalDate::parse);
        } catch (DateTimeException e) {
            throw AgentException.invalidValue(
                    "parameter '" + parameter + "' is '" + text + "'; write a day such as 2026-11-29");
        }
    }
}
