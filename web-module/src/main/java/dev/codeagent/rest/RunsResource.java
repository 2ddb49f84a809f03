package dev.codeagent.rest;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.ARRAY;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.run.Follower;
import dev.codeagent.api.run.PatchFile;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.run.UndoResult;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.api.wire.RunReportMarkdown;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs: a request and everything that the agents do for it. */
@Path("/runs")
@RequestScoped
@Tag(name = "runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    @Inject
    RunService runs;

    @Inject
    RunEventSource events;

    @Inject
    ProjectService projects;

    @Inject
    SseConnections connections;

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createRun", summary = "Start a run")
    @APIResponse(responseCode = "201", description = "The run is stored; no model was called yet")
    public Answer<Run> create(CreateRunRequest request) {
        Run run = runs.start(request.toRunRequest(Caller.LOCAL, projects, runs));
        return Answer.created(run, "runs/" + run.id());
    }

    @GET
    @Operation(
            operationId = "listRuns",
            summary = "List runs, newest first. state and patch take several values, separated by commas")
    public Answer<List<Run>> list(
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("sessionId") @Nullable String session,
            @QueryParam("state") @DefaultValue("") @Schema(type = ARRAY, implementation = RunState.class) String states,
            @QueryParam("patch") @DefaultValue("") @Schema(type = ARRAY, implementation = PatchState.class)
                    String patches,
            @QueryParam("cursor") @Schema(implementation = RunId.class) @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Schema(minimum = "1", maximum = "1000") int limit) {
        var query = new RunJournal.Query(
                Optional.ofNullable(project),
                Optional.ofNullable(session),
                names("state", states, RunState.class),
                names("patch", patches, PatchState.class),
                cursor(cursor),
                limit + 1);
        return Answer.page(
                runs.list(Caller.LOCAL, query), limit, run -> run.id().value());
    }

    /** @throws AgentException INVALID_VALUE if there is no such run */
    private Optional<RunId> cursor(@Nullable String cursor) {
        try {
            return Optional.ofNullable(cursor)
                    .filter(text -> !text.isEmpty())
                    .map(text -> runs.get(Caller.LOCAL, new RunId(text)).id());
        } catch (AgentException e) {
            throw Answer.goneCursor(String.valueOf(cursor));
        }
    }

    @GET
    @Path("/{run}")
    @Operation(
            operationId = "getRun",
            summary =
                    "Get a run by its id, the unique beginning of its id, or as 'last': the newest run, of one project"
                            + " if projectId is given")
    public Run get(@PathParam("run") RunId run, @QueryParam("projectId") @Nullable ProjectId project) {
        return runs.get(Caller.LOCAL, run, Optional.ofNullable(project));
    }

    @GET
    @Path("/{run}/report")
    @Operation(
            operationId = "getRunReport",
            summary = "Get everything about a run on one page: steps, tests, verdict, changes, approvals;"
                    + " Accept: text/markdown gets it as Markdown")
    public RunReport report(@PathParam("run") RunId run) {
        return runs.report(Caller.LOCAL, run);
    }

    @GET
    @Path("/{run}/report")
    @Produces("text/markdown;charset=UTF-8;qs=0.9")
    @Operation(hidden = true)
    public String reportAsMarkdown(@PathParam("run") RunId run) {
        return RunReportMarkdown.write(runs.report(Caller.LOCAL, run));
    }

    @POST
    @Path("/{run}/cancel")
    @Operation(operationId = "cancelRun", summary = "Cancel a run")
    public Run cancel(@PathParam("run") RunId run) {
        return runs.cancel(Caller.LOCAL, run);
    }

    @GET
    @Path("/{run}/diff")
    @Produces({"text/x-diff;charset=UTF-8", "text/plain;charset=UTF-8"})
    @Operation(
            operationId = "getRunDiff",
            summary = "Get a run's patch as a git diff: the exact bytes, whatever the encoding of the files")
    @APIResponse(responseCode = "200", description = "The patch; empty if the run changed nothing")
    public Response diff(@PathParam("run") RunId run) {
        byte[] patch = runs.diff(Caller.LOCAL, run);
        boolean utf8 = Arrays.equals(new String(patch, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), patch);
        // The files of the patch have several encodings, and none applies to all of it.
        return utf8
                ? Response.ok(patch).build()
                : Response.ok(patch, "text/x-diff").build();
    }

    @GET
    @Path("/{run}/hunks")
    @Operation(
            operationId = "getRunHunks",
            summary = "Get a run's patch as files and hunks that can be applied separately")
    public List<PatchFile> hunks(@PathParam("run") RunId run) {
        return runs.patchFiles(Caller.LOCAL, run);
    }

    @POST
    @Path("/{run}/apply")
    @Operation(operationId = "applyRun", summary = "Apply a run's patch, or parts of it, to the working tree")
    public Run apply(@PathParam("run") RunId run, @RequestBody(required = false) ApplyRequest request) {
        return runs.apply(Caller.LOCAL, run, request.parts());
    }

    /** The parts of a patch to apply; empty means all. */
    public record ApplyRequest(List<PatchSelection> parts) {}

    @POST
    @Path("/{run}/undo")
    @Operation(operationId = "undoRun", summary = "Undo a step or a call in a run's workspace")
    public UndoResult undo(@PathParam("run") RunId run, @RequestBody(required = false) UndoRequest request) {
        return runs.undo(Caller.LOCAL, run, request);
    }

    @POST
    @Path("/{run}/discard")
    @Operation(operationId = "discardRun", summary = "Delete the branch of a run")
    public Run discard(@PathParam("run") RunId run) {
        return runs.discard(Caller.LOCAL, run);
    }

    /** Events of a run, and the number of its last event. */
    public record EventPage(
            @Schema(implementation = RecordedEvent.class) List<JsonObject> events, long lastSeq) {}

    @GET
    @Path("/{run}/followers")
    @Operation(operationId = "listRunFollowers", summary = "List the clients that follow a run now")
    public List<Follower> followers(@PathParam("run") RunId run) {
        return events.followers(runs.get(Caller.LOCAL, run).id());
    }

    @GET
    @Path("/{run}/events")
    @Operation(
            operationId = "listRunEvents",
            summary = "Get a page of a run's events after a number; Accept: text/event-stream follows the run")
    public EventPage events(
            @PathParam("run") RunId run,
            @QueryParam("after") @DefaultValue("0") @Schema(minimum = "0") long after,
            @QueryParam("limit") @DefaultValue("200") @Schema(minimum = "1", maximum = "1000") int limit) {
        RunId known = runs.get(Caller.LOCAL, run).id();
        List<JsonObject> page = events.readAfter(known, after, limit).stream()
                .map(EventCodec::write)
                .toList();
        return new EventPage(page, runs.get(Caller.LOCAL, known).lastSeq());
    }

    @GET
    @Path("/{run}/events")
    @Produces("text/event-stream;qs=0.9")
    @Operation(hidden = true)
    public void follow(
            @PathParam("run") RunId run,
            @QueryParam("after") @DefaultValue("0") @Schema(minimum = "0") long after,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Context SseEventSink sink,
            @Context Sse sse) {
        Run known = runs.get(Caller.LOCAL, run);
        connections.open(known, position(known, after, lastEventId), sink, sse);
    }

    private static long position(Run run, long after, @Nullable String lastEventId) {
        return lastEventId == null || lastEventId.isBlank()
                ? number("after", Long.toString(after), 0, run.lastSeq())
                : number("Last-Event-ID", lastEventId, 0, run.lastSeq());
    }

    static long number(String name, String text, long min, long max) {
        return AgentException.readField(name, () -> ParameterConverters.number(name, text, min, max));
    }

    private static <E extends Enum<E>> Set<E> names(String parameter, String text, Class<E> type) {
        var values = EnumSet.noneOf(type);
        for (String name : text.isBlank() ? new String[0] : text.strip().split(",")) {
            values.add(AgentException.readField(
                    parameter, () -> ParameterConverters.constant(parameter, name.strip(), type)));
        }
        return values;
    }
}
