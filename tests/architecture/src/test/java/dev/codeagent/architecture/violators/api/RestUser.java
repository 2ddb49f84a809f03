package dev.codeagent.architecture.violators.api;

import jakarta.ws.rs.Path;

/** A contract that knows REST. */
@Path("/contract")
public class RestUser {}
