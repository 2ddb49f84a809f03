package dev.codeagent.rest;

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

    /** The body of a request that creates a project; an empty {@code name} means the name of the directory. */
    public record CreateProjectRequest(String path, String name) {}

    @GET
    @Operation(summary = "List the projects, oldest first")
    public String list() {
        return JsonBodies.toJson(projects.list(Caller.LOCAL));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Create a project from a folder, or get the existing project of the folder: {path, name?}")
    public Response create(InputStream body) {
        CreateProjectRequest request = JsonBodies.read(body, CreateProjectRequest.class);
        return Response.status(Response.Status.CREATED)
                .entity(JsonBodies.toJson(projects.open(Caller.LOCAL, request.path(), request.name())))
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
