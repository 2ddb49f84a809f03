package dev.codeagent.http;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.RecordJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An error as a JSON body, for requests that do not reach a REST resource. */
record ErrorAnswer(ErrorResponse error, boolean closesConnection) {

    static ErrorAnswer of(ErrorCode code, String message) {
        return new ErrorAnswer(ErrorResponse.of(code, message), false);
    }

    /** The answer of the container itself, which names no version. */
    static ErrorAnswer ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> of(ErrorCode.FORBIDDEN, "this request is not allowed");
            case 404 -> of(ErrorCode.NOT_FOUND, "this address does not exist; /openapi lists all addresses");
            default ->
                status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                        ? of(ErrorCode.INVALID_VALUE, "the request is not valid")
                        : of(ErrorCode.INTERNAL, "the server failed; see its log");
        };
    }

    ErrorAnswer closingConnection() {
        return new ErrorAnswer(error, true);
    }

    /** Sends the answer, unless another answer was already begun. */
    void send(HttpServletResponse response, int status) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = RecordJson.write(error).build().toString().getBytes(StandardCharsets.UTF_8);
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        if (closesConnection) {
            response.setHeader("Connection", "close");
        }
        response.getOutputStream().write(body);
    }
}
