package dev.codeagent.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** Answers errors itself, for requests that the container does not send to {@link ErrorPageServlet}. */
final class ProblemResponse extends HttpServletResponseWrapper {

    ProblemResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void sendError(int status, String message) {
        sendError(status);
    }

    @Override
    public void sendError(int status) {
        try {
            Problem.ofStatus(status).send((HttpServletResponse) getResponse());
        } catch (IOException clientIsGone) {
            // There is nobody to answer.
        }
    }
}
