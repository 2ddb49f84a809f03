package dev.codeagent.architecture.violators.api.wire;

import jakarta.ws.rs.core.Response;

/** A wire class that depends on REST. */
public class RestCodec {
    Response response;
}
