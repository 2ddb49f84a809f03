package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEventSource;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.UndoRequest;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.api.wire.EventCodec;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
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
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Runs: a request and everything that the agents do for it. */
@Path("/runs")
@RequestScoped
@Tag(name = "runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    private static final int MAX_PAGE = 1_000;

    @Inject
    RunService runs;

    @Inject
    RunEventSource events;

    @Inject
    ProjectService projects;

    @Inject
    SseConnections connections;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Start a run: {projectId | path, subdirectory?, command, args?, prompt?, sessionId?, provider?,"
                    + " headless?, withoutTests?}")
    public Response create(InputStream body) {
        Run run = runs.start(JsonBodies.read(body, CreateRunRequest.class).toRunRequest(Caller.LOCAL, projects));
        return Response.status(Response.Status.CREATED)
                .entity(JsonBodies.toJson(run))
                .build();
    }

    @GET
    @Operation(
            summary =
                    "List runs, newest first. state and patch take several values, separated by commas; cursor is the id"
                            + " of the last run of the page before, as in the header Link")
    public Response list(
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("sessionId") @Nullable String session,
            @QueryParam("state") @DefaultValue("") String states,
            @QueryParam("patch") @DefaultValue("") String patches,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") String limit,
            @Context UriInfo address) {
        int size = (int) number("limit", limit, 1, MAX_PAGE);
        var query = new RunJournal.Query(
                Optional.ofNullable(project),
                Optional.ofNullable(session),
                names("state", states, RunState.class),
                names("patch", patches, PatchState.class),
                Optional.ofNullable(cursor)
                        .map(run -> runs.get(Caller.LOCAL, new RunId(run)).id()),
                size + 1);
        List<Run> found = runs.list(Caller.LOCAL, query);
        List<Run> page = found.subList(0, Math.min(size, found.size()));
        Response.ResponseBuilder response = Response.ok(JsonBodies.toJson(page));
        if (found.size() > size) {
            response.link(
                    address.getRequestUriBuilder()
                            .replaceQueryParam("cursor", page.getLast().id().value())
                            .build(),
                    "next");
        }
        return response.build();
    }

    @GET
    @Path("/{run}")
    @Operation(
            summary =
                    "Get a run by its id, the unique beginning of its id, or as 'last': the newest run, of one project"
                            + " if projectId is given")
    public String get(@PathParam("run") String run, @QueryParam("projectId") @Nullable String project) {
        return JsonBodies.toJson(runs.get(
                Caller.LOCAL, new RunId(run), Optional.ofNullable(project).map(ProjectId::new)));
    }

    @GET
    @Path("/{run}/report")
    @Operation(summary = "Get everything about a run on one page: steps, tests, verdict, changes, approvals")
    public String report(@PathParam("run") String run) {
        return JsonBodies.toJson(runs.report(Caller.LOCAL, new RunId(run)));
    }

    @POST
    @Path("/{run}/cancel")
    @Operation(summary = "Cancel a run")
    public String cancel(@PathParam("run") String run) {
        return JsonBodies.toJson(runs.cancel(Caller.LOCAL, new RunId(run)));
    }

    @GET
    @Path("/{run}/diff")
    @Produces({"text/x-diff;charset=UTF-8", "text/plain;charset=UTF-8"})
    @Operation(summary = "Get a run's patch as a git diff: the exact bytes, whatever the encoding of the files")
    public Response diff(@PathParam("run") String run) {
        byte[] patch = runs.diff(Caller.LOCAL, new RunId(run));
        boolean utf8 = Arrays.equals(new String(patch, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), patch);
        // The files of the patch have several encodings, and none applies to all of it.
        return utf8
                ? Response.ok(patch).build()
                : Response.ok(patch, "text/x-diff").build();
    }

    @GET
    @Path("/{run}/hunks")
    @Operation(summary = "Get a run's patch as files and hunks that can be applied separately")
    public String hunks(@PathParam("run") String run) {
        return JsonBodies.toJson(runs.patchFiles(Caller.LOCAL, new RunId(run)));
    }

    @POST
    @Path("/{run}/apply")
    @Operation(summary = "Apply a run's patch, or parts of it, to the working tree: {parts?: [{path, hunks?}]}")
    public String apply(@PathParam("run") String run, InputStream body) {
        List<PatchSelection> parts =
                JsonBodies.readOrEmpty(body, ApplyRequest.class).parts();
        return JsonBodies.toJson(runs.apply(Caller.LOCAL, new RunId(run), parts));
    }

    /** The parts of a patch to apply; empty means all. */
    public record ApplyRequest(List<PatchSelection> parts) {}

    @POST
    @Path("/{run}/undo")
    @Operation(summary = "Undo a step or a call in a run's workspace: {step? | call?, everythingSince?}")
    public String undo(@PathParam("run") String run, InputStream body) {
        return JsonBodies.toJson(
                runs.undo(Caller.LOCAL, new RunId(run), JsonBodies.readOrEmpty(body, UndoRequest.class)));
    }

    @POST
    @Path("/{run}/discard")
    @Operation(summary = "Delete the branch of a run")
    public String discard(@PathParam("run") String run) {
        return JsonBodies.toJson(runs.discard(Caller.LOCAL, new RunId(run)));
    }

    @GET
    @Path("/{run}/events")
    @Operation(summary = "Get a page of a run's events after a number; Accept: text/event-stream follows the run")
    public String events(
            @PathParam("run") String run,
            @QueryParam("after") @DefaultValue("0") String after,
            @QueryParam("limit") @DefaultValue("200") String limit) {
        Run known = runs.get(Caller.LOCAL, new RunId(run));
        List<RecordedEvent> page = events.readAfter(
                known.id(), number("after", after, 0, Long.MAX_VALUE), (int) number("limit", limit, 1, MAX_PAGE));
        JsonArrayBuilder array = Json.createArrayBuilder();
        page.forEach(e -> array.add(EventCodec.write(e)));
        return Json.createObjectBuilder()
                .add("events", array)
                .add("lastSeq", runs.get(Caller.LOCAL, known.id()).lastSeq())
                .build()
                .toString();
    }

    @GET
    @Path("/{run}/events")
    @Produces("text/event-stream;qs=0.9")
    @Operation(hidden = true)
    public void follow(
            @PathParam("run") String run,
            @QueryParam("after") @DefaultValue("0") String after,
            @HeaderParam("Last-Event-ID") String lastEventId,
            @Context SseEventSink sink,
            @Context Sse sse) {
        Run known = runs.get(Caller.LOCAL, new RunId(run));
        String from = lastEventId == null || lastEventId.isBlank() ? after : lastEventId;
        connections.open(known, number("after", from, 0, known.lastSeq()), sink, sse);
    }

    private static <E extends Enum<E>> Set<E> names(String parameter, String text, Class<E> type) {
        var values = EnumSet.noneOf(type);
        for (String name : text.isBlank() ? new String[0] : text.strip().split(",")) {
            values.add(Arrays.stream(type.getEnumConstants())
                    .filter(constant -> EnumCodec.write(constant).equals(name.strip()))
                    .findFirst()
                    .orElseThrow(
                            () -> AgentException.invalidValue("parameter '" + parameter + "' is '" + name + "'; use "
                                    + Arrays.stream(type.getEnumConstants())
                                            .map(EnumCodec::write)
                                            .collect(Collectors.joining(", ")))));
        }
        return values;
    }

    static long number(String name, String text, long min, long max) {
        try {
            long n = Long.parseLong(text.strip());
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        throw new AgentException(
                ErrorCode.INVALID_VALUE,
                "'" + name + "' is '" + text + "'; it must be a number from " + min + " to " + max);
    }
}
