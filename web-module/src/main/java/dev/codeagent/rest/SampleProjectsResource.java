package dev.codeagent.rest;

import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.project.SampleProject;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Projects to try the agents on. */
@Path("/sample-projects")
@RequestScoped
@Tag(name = "projects")
@Produces(MediaType.APPLICATION_JSON)
public class SampleProjectsResource {
    @Inject
    ProjectService projects;

    @POST
    @Idempotent
    @Operation(
            operationId = "createSampleProject",
            summary =
                    "Create the project of a new copy of the bundled library, which has a bug, with a request to fix it")
    @APIResponse(responseCode = "201", description = "The project exists")
    public Answer<SampleProject> create() {
        SampleProject sample = projects.createSample(Caller.LOCAL);
        return Answer.created(sample, "projects/" + sample.project().id());
    }
}
