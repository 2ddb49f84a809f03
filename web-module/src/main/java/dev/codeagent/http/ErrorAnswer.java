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
