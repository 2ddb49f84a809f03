package dev.codeagent.rest;

import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Projects: directories that agents may work on. */
@Path("/projects")
@RequestScoped
@Tag(name = "projects")
@Produces(MediaType.APPLICATION_JSON)
public class ProjectsResource {
    @Inject
    ProjectService projects;

    /**
     * The body of a request that creates a project; an empty {@code name} means the name of the directory. {@code
     * subdirectory} chooses a part of {@code path}.
     */
    public record CreateProjectRequest(String path, String name, String subdirectory) {}

    @GET
    @Operation(summary = "List the projects, oldest first; with path, only the project that this folder belongs to")
    public String list(@QueryParam("path") String path, @QueryParam("subdirectory") String subdirectory) {
        if (path == null || path.isEmpty()) {
            return JsonBodies.toJson(projects.list(Caller.LOCAL));
        }
        var directory = new ProjectDirectory(path, subdirectory == null ? "" : subdirectory);
        return JsonBodies.toJson(projects.find(Caller.LOCAL, directory).stream().toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Create the project that a folder belongs to, or get it if it exists: {path, subdirectory?, name?}")
    public Response create(InputStream body) {
        CreateProjectRequest request = JsonBodies.read(body, CreateProjectRequest.class);
        return Response.status(Response.Status.CREATED)
                .entity(JsonBodies.toJson(projects.open(
                        Caller.LOCAL, new ProjectDirectory(request.path(), request.subdirectory()), request.name())))
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a project")
    public String get(@PathParam("id") String id) {
        return JsonBodies.toJson(projects.get(Caller.LOCAL, new ProjectId(id)));
    }

    @GET
    @Path("/{id}/setup")
    @Operation(
            summary = "Get the configuration that the project copied when it was created: agents, providers, workflow")
    public String setup(@PathParam("id") String id) {
        return JsonBodies.toJson(projects.configuration(Caller.LOCAL, new ProjectId(id)));
    }
}
