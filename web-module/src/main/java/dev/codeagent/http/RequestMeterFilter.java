package dev.codeagent.http;

import dev.codeagent.api.telemetry.HttpMeter;
import dev.codeagent.api.telemetry.HttpMeter.HttpExchange;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** Measures every request that was authenticated, except streams of events, which last as long as their clients like. */
public class RequestMeterFilter extends HttpFilter {
    /** The request attribute with the operation id of REST. */
    public static final String OPERATION = "dev.codeagent.request.operation";

    private static final String EVENT_STREAM = "text/event-stream";
    private static final long serialVersionUID = 1L;

    @Inject
    transient HttpMeter meter;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long start = System.nanoTime();
        boolean failed = true;
        try {
            chain.doFilter(request, response);
            failed = false;
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new Completion(request, response, start));
            } else {
                measure(
                        request,
                        response,
                        failed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : response.getStatus(),
                        start);
            }
        }
    }

    private void measure(HttpServletRequest request, HttpServletResponse response, int status, long start) {
        if (String.valueOf(response.getContentType()).startsWith(EVENT_STREAM)) {
            return;
        }
        String operation = request.getAttribute(OPERATION) instanceof String id ? id : "";
        meter.record(
                new HttpExchange(request.getMethod(), status, operation, Duration.ofNanos(System.nanoTime() - start)));
    }

    private final class Completion implements AsyncListener {
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final long start;

        Completion(HttpServletRequest request, HttpServletResponse response, long start) {
            this.request = request;
            this.response = response;
            this.start = start;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            measure(request, response, response.getStatus(), start);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
