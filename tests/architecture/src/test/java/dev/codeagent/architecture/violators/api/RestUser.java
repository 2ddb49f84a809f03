package dev.codeagent.architecture.violators.api;

import jakarta.ws.rs.Path;

/** An API class that depends on REST. */
@Path("/contract")
public class RestUser {}
