package dev.codeagent.architecture.violators.api.wire;

import jakarta.ws.rs.core.Response;

/** A wire that knows REST. */
public class RestCodec {
    Response response;
}
