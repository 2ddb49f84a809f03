package dev.codeagent.client.api;

import dev.codeagent.client.http.IdempotencyKey;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Projects: directories that agents may work on. */
@Produces("application/json")
@Consumes("application/json")
public interface ProjectsApi {

    @GET
    @Path("/api/v1/projects")
    List<Project> list();

    /** The project of a directory; empty if it is not registered. */
    @GET
    @Path("/api/v1/projects")
    List<Project> find(@QueryParam("path") String path, @QueryParam("subdirectory") @Nullable String subdirectory);

    /** Registers a directory, or gives its project if it is registered. */
    @POST
    @Path("/api/v1/projects")
    Project create(NewProject project);

    @POST
    @Path("/api/v1/projects")
    Project create(@HeaderParam("Idempotency-Key") IdempotencyKey key, NewProject project);

    @POST
    @Path("/api/v1/sample-projects")
    SampleProject createSample();

    @POST
    @Path("/api/v1/sample-projects")
    SampleProject createSample(@HeaderParam("Idempotency-Key") IdempotencyKey key);

    @GET
    @Path("/api/v1/projects/{id}")
    Project get(@PathParam("id") String id);

    /**
     * Deletes a project and what the server stores for it.
     *
     * @param unapplied also if a run has a patch that was not applied
     */
    @DELETE
    @Path("/api/v1/projects/{id}")
    void delete(@PathParam("id") String id, @QueryParam("unapplied") @Nullable Boolean unapplied);

    @GET
    @Path("/api/v1/projects/{id}/setup")
    ProjectSetup setup(@PathParam("id") String id);
}
