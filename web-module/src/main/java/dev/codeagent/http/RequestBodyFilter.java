package dev.codeagent.http;

import dev.codeagent.api.run.AttachmentService;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request before a thread is given to it: a client that sends half a body and waits occupies no
 * thread, and 200 of them do not stop the server. The server's listener does the same for almost all bodies, and they
 * take the direct way; what is left are clients that wait for {@code 100 Continue}, bodies that are too large, and
 * servers with another listener. The last filter of the application.
 *
 * <p>The request is forwarded to its servlet and not dispatched with {@link AsyncContext#dispatch}: Payara's {@code
 * AsyncContextImpl} loses a dispatch that another thread makes while the thread of the request leaves the container,
 * and its timeout would also end a request whose resource needs longer than a body may take.
 */
public class RequestBodyFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Set by the server's listener, whose classes the application cannot see ({@code WholeBodyFilter}). */
    private static final String ARRIVED = "dev.codeagent.bodyArrived";

    private static final Logger LOG = Logger.getLogger(RequestBodyFilter.class.getName());

    /** One byte more than a resource accepts, so that it sees that a body is too large. */
    private static final int MAX_BODY_BYTES = (1 << 20) + 1;

    /** Addresses that accept larger bodies. */
    private static final Map<String, Integer> LARGER_BODIES =
            Map.of("/api/v1/attachments", AttachmentService.MAX_IMAGE_BYTES + 1);

    @Resource
    private transient ContextService contextService;

    @Resource
    private transient ManagedScheduledExecutorService scheduler;

    @Inject
    private transient Instance<RequestContextController> requestContext;

    private final transient PendingBodies pending = new PendingBodies();
    private transient @Nullable ScheduledFuture<?> timeouts;

    @Override
    public void init() {
        timeouts = scheduler.scheduleWithFixedDelay(pending::rejectExpired, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void destroy() {
        if (timeouts != null) {
            timeouts.cancel(false);
        }
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!RequestFraming.hasBody(request) || hasArrived(request)) {
            chain.doFilter(request, response);
        } else {
            readBody(request, response);
        }
    }

    private static boolean hasArrived(HttpServletRequest request) throws IOException {
        if (request.getAttribute(ARRIVED) != null) {
            return !RequestFraming.hasUnframedBody(request);
        }
        long length = request.getContentLengthLong();
        return length > 0
                && !RequestFraming.hasUnframedBody(request)
                && request.getInputStream().available() >= length;
    }

    private void readBody(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // The thread that continues has neither the caller's identity nor a request context.
        Executor caller = contextService.currentContextExecutor();
        String servlet = request.getHttpServletMapping().getServletName();
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(0); // The reader has a timeout of its own, which ends with the body.
        var reader = new BodyReader(
                request.getInputStream(),
                context,
                pending,
                maxBytes(request),
                request.getContentLengthLong(),
                body -> context.start(() -> {
                    RequestThread.awaitExit(context);
                    caller.execute(() -> forward(context, servlet, body));
                }));
        pending.add(reader);
        context.addListener(reader);
        request.getInputStream().setReadListener(reader);
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

    private void forward(AsyncContext async, String servlet, byte[] body) {
        var request = new BufferedBodyRequest((HttpServletRequest) async.getRequest(), body);
        var response = new ProblemResponse((HttpServletResponse) async.getResponse());
        RequestContextController context = requestContext.get();
        boolean activated = context.activate();
        try {
            dispatcher(request.getServletContext(), servlet).forward(request, response);
        } catch (ServletException
                | IOException
                | RuntimeException
                | Error e) { // An empty answer would look like success.
            LOG.log(Level.WARNING, "a request failed method=" + request.getMethod(), e);
            response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } finally {
            if (activated) {
                context.deactivate();
            }
            requestContext.destroy(context);
            async.complete();
        }
    }

    /** Payara does not tell the name of the servlet of the address "/". */
    private static RequestDispatcher dispatcher(ServletContext context, String servlet) {
        RequestDispatcher named = context.getNamedDispatcher(servlet);
        return named == null ? context.getRequestDispatcher("/") : named;
    }
}
