package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectDeletionService;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Projects: directories that agents may work on. */
@Path("/projects")
@RequestScoped
@Tag(name = "projects")
@Produces(MediaType.APPLICATION_JSON)
public class ProjectsResource {
    @Inject
    ProjectService projects;

    @Inject
    ProjectDeletionService deletion;

    @Inject
    EditLock edits;

    /**
     * The body of a request that creates a project; an empty {@code name} means the name of the directory. {@code
     * subdirectory} chooses a part of {@code path}.
     */
    public record CreateProjectRequest(
            @Schema(required = true) String path, String name, String subdirectory) {}

    @GET
    @Operation(
            operationId = "listProjects",
            summary = "List the projects, oldest first; with path, only the project that this folder belongs to")
    public Answer<List<Project>> list(
            @QueryParam("path") @DefaultValue("") String path,
            @QueryParam("subdirectory") @DefaultValue("") String subdirectory,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("0") @Schema(minimum = "0", maximum = "1000") int limit) {
        List<Project> found = path.isEmpty()
                ? projects.list(Caller.LOCAL)
                : projects.find(Caller.LOCAL, new ProjectDirectory(path, subdirectory)).stream()
                        .toList();
        return Answer.pageOf(found, cursor, limit, project -> project.id().value());
    }

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createProject",
            summary = "Create the project that a folder belongs to, or get it if it exists")
    @APIResponse(responseCode = "201", description = "The project exists")
    public Answer<Project> create(CreateProjectRequest request) {
        var directory = new ProjectDirectory(request.path(), request.subdirectory());
        Project project =
                AgentException.readField("path", () -> projects.open(Caller.LOCAL, directory, request.name()));
        return Answer.created(project, "projects/" + project.id());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getProject", summary = "Get a project")
    public Answer<Project> get(@PathParam("id") ProjectId id) {
        return Answer.versioned(projects.get(Caller.LOCAL, id));
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "deleteProject",
            summary =
                    "Delete a project, its mirror or upload, and the workspaces of its runs; with unapplied=true also if"
                            + " a run has a patch that was not applied. The events and costs of its runs stay")
    public void delete(
            @PathParam("id") ProjectId id,
            @QueryParam("unapplied") @DefaultValue("false") boolean unapplied,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        edits.withLock(id, () -> {
            if (ifMatch != null) {
                AnswerFilter.requireMatch(ifMatch, projects.get(Caller.LOCAL, id));
            }
            deletion.delete(Caller.LOCAL, id, unapplied);
            return true;
        });
    }

    @GET
    @Path("/{id}/setup")
    @Operation(
            operationId = "getProjectSetup",
            summary = "Get the configuration that the project copied when it was created: agents, providers, workflow")
    public ProjectConfiguration setup(@PathParam("id") ProjectId id) {
        return projects.configuration(Caller.LOCAL, id);
    }
}
