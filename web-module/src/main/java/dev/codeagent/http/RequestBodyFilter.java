package dev.codeagent.http;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request before a thread is given to it: a client that sends half a body and waits occupies no
 * thread, and 200 of them do not stop the server. A body that has arrived with its request takes the direct way. The
 * last filter of the application.
 */
public class RequestBodyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** One byte more than a resource accepts, so that it sees that a body is too large. */
    static final int MAX_BODY_BYTES = (1 << 20) + 1;

    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(20);
    private static final String BODY_ATTRIBUTE = RequestBodyFilter.class.getName() + ".body";

    @Resource
    private transient ContextService contextService;

    @Inject
    private transient Instance<RequestContextController> requestContext;

    private final transient PendingBodies pending = new PendingBodies();

    /**
     * A body that has been read.
     *
     * @param caller executes the rest of the request with the caller's identity, which another thread does not have
     */
    private record ReceivedBody(byte[] bytes, Executor caller) {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(BODY_ATTRIBUTE) instanceof ReceivedBody body) {
            request.removeAttribute(BODY_ATTRIBUTE);
            continueAsCaller(body, request, response, chain);
        } else if (request.getDispatcherType() == DispatcherType.ASYNC
                || !RequestFraming.hasBody(request)
                || hasArrived(request)) {
            chain.doFilter(request, response);
        } else {
            readBody(request, response);
        }
    }

    private static boolean hasArrived(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        return length > 0 && request.getInputStream().available() >= length;
    }

    /** The second dispatch has neither the caller's identity nor a request context. */
    private void continueAsCaller(
            ReceivedBody body, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var failure = new AtomicReference<@Nullable Exception>();
        body.caller().execute(() -> {
            RequestContextController context = requestContext.get();
            boolean activated = context.activate();
            try {
                chain.doFilter(new BufferedBodyRequest(request, body.bytes()), response);
            } catch (IOException | ServletException e) {
                failure.set(e);
            } finally {
                if (activated) {
                    context.deactivate();
                }
                requestContext.destroy(context);
            }
        });
        switch (failure.get()) {
            case IOException e -> throw e;
            case ServletException e -> throw e;
            case null, default -> {}
        }
    }

    private void readBody(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Executor caller = contextService.currentContextExecutor();
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(BODY_TIMEOUT.toMillis());
        var reader = new BodyReader(request.getInputStream(), context, pending, body -> {
            request.setAttribute(BODY_ATTRIBUTE, new ReceivedBody(body, caller));
            context.dispatch();
        });
        pending.add(reader);
        context.addListener(reader);
        request.getInputStream().setReadListener(reader);
    }
}
