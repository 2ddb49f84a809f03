package dev.codeagent.rest;

import dev.codeagent.identity.LocalIdentity;
import dev.codeagent.identity.LoginCode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Codes with which browsers log in. */
@Path("/login-codes")
@RequestScoped
@Tag(name = "login")
@Produces(MediaType.APPLICATION_JSON)
public class LoginCodesResource {
    @Inject
    LocalIdentity identity;

    @POST
    @Operation(
            operationId = "createLoginCode",
            summary = "Create a code for the login of a browser at /#code=CODE; valid once")
    public LoginCode create() {
        return identity.issueLoginCode();
    }
}
