package dev.codeagent.rest;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.DiagnosticsService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The health of the server, with details that {@code /health} hides from unauthenticated clients. */
@Path("/health")
@RequestScoped
@Tag(name = "health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
    @Inject
    DiagnosticsService doctor;

    @GET
    @Operation(operationId = "diagnose", summary = "Run all checks of the server; for operators only")
    public DiagnosticReport examine() {
        return doctor.diagnose(Caller.LOCAL);
    }
}
