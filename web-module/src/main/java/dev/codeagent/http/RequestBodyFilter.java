package dev.codeagent.http;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.AttachmentService;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many threads wait for bodies: 200 clients that send half a body and wait do not stop the server. The
 * server's listener passes almost all requests on when their bodies have arrived; what is left are clients that wait for
 * {@code 100 Continue}, bodies that are too large, and Payara Server, which has another listener. Such a body is read
 * before the request is executed, so that a resource never waits for one. The last filter of the application.
 *
 * <p>No {@code ReadListener} reads them without a thread: Payara reuses the objects of a request that another thread
 * completes while the first one has not left the container, and mixes up requests that follow each other.
 */
public class RequestBodyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Set by the server's listener, whose classes the application cannot see ({@code WholeBodyFilter}). */
    private static final String ARRIVED = "dev.codeagent.bodyArrived";

    /** One byte more than a resource accepts, so that it sees that a body is too large. */
    private static final int MAX_BODY_BYTES = (1 << 20) + 1;

    /** Addresses that accept larger bodies. */
    private static final Map<String, Integer> LARGER_BODIES =
            Map.of("/api/v1/attachments", AttachmentService.MAX_IMAGE_BYTES + 1);

    private static final int BUFFER_BYTES = 8192;
    private static final long BODY_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** A quarter of the threads of the listener. */
    private static final int MAX_WAITING = 50;

    private final transient Semaphore waiting = new Semaphore(MAX_WAITING);

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!RequestFraming.hasBody(request) || hasArrived(request)) {
            chain.doFilter(request, response);
            return;
        }
        if (!waiting.tryAcquire()) {
            Problem.of(
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            ErrorCode.TOO_BUSY,
                            "too many requests send their bodies slowly; try again later")
                    .sendAndClose(response);
            return;
        }
        Optional<byte[]> body;
        try {
            body = read(request, response);
        } finally {
            waiting.release();
        }
        if (body.isPresent()) {
            chain.doFilter(new BufferedBodyRequest(request, body.get()), response);
        }
    }

    private static boolean hasArrived(HttpServletRequest request) throws IOException {
        if (RequestFraming.hasUnframedBody(request)) {
            return false;
        }
        long length = request.getContentLengthLong();
        return request.getAttribute(ARRIVED) != null
                || length > 0 && request.getInputStream().available() >= length;
    }

    /** The body, or its beginning if it is too large; empty after it was refused. */
    private static Optional<byte[]> read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long length = request.getContentLengthLong();
        int max = maxBytes(request);
        long start = System.nanoTime();
        var body = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            ServletInputStream in = request.getInputStream();
            while (body.size() < max) {
                int count = in.read(buffer, 0, Math.min(buffer.length, max - body.size()));
                if (count < 0) {
                    break;
                }
                body.write(buffer, 0, count);
                if (System.nanoTime() - start > BODY_TIMEOUT_NANOS) {
                    return refuseLate(response);
                }
            }
        } catch (IOException e) {
            // Also a pause of ten seconds, after which the listener ends the connection.
            return refuseLate(response);
        }
        if (body.size() < Math.min(length, max)) {
            Problem.of(
                            HttpServletResponse.SC_BAD_REQUEST,
                            ErrorCode.MALFORMED_MESSAGE,
                            "the request body is incomplete")
                    .sendAndClose(response);
            return Optional.empty();
        }
        return Optional.of(body.toByteArray());
    }

    private static Optional<byte[]> refuseLate(HttpServletResponse response) throws IOException {
        Problem.of(
                        HttpServletResponse.SC_REQUEST_TIMEOUT,
                        ErrorCode.MALFORMED_MESSAGE,
                        "the request body did not arrive in time")
                .sendAndClose(response);
        return Optional.empty();
    }

    /** What is read of the body; what follows an unframed body is not a part of it. */
    private static int maxBytes(HttpServletRequest request) {
        int accepted = LARGER_BODIES.getOrDefault(address(request), MAX_BODY_BYTES);
        return RequestFraming.hasUnframedBody(request)
                ? (int) Math.min(request.getContentLengthLong(), accepted)
                : accepted;
    }

    private static String address(HttpServletRequest request) {
        return request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    }
}
