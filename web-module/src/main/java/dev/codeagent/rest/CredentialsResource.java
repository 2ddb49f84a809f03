package dev.codeagent.rest;

import dev.codeagent.api.credential.CredentialRotation;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The encrypted store of keys. */
@Path("/credentials")
@RequestScoped
@Tag(name = "providers")
@Produces(MediaType.APPLICATION_JSON)
public class CredentialsResource {
    @Inject
    CredentialRotation rotation;

    @POST
    @Path("/rotate")
    @Operation(
            operationId = "rotateCredentials",
            summary = "Encrypt the stored keys of providers with a new encryption key")
    public CredentialRotation.Rotation rotate() {
        return rotation.rotate(Caller.LOCAL);
    }
}
