package dev.codeagent.server.http;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * Passes a request on when its whole body has arrived, so that a client that sends half a body and waits occupies no
 * thread. Payara's own way to read bodies without threads ({@code ReadListener}) mixes up requests that follow each
 * other quickly. A body that is larger than any that the application accepts is passed on before its end.
 */
final class WholeBodyFilter extends BaseFilter {
    /** An attribute of requests whose body has arrived; the application's {@code RequestBodyFilter} reads it. */
    static final String ARRIVED = "dev.codeagent.bodyArrived";

    /** More than the largest body that the application accepts, which is an image of 3 MiB. */
    private static final int MAX_BODY_BYTES = (3 << 20) + 1;

    private static final String PASSED_ON = "dev.codeagent.bodyPassedOn";

    private final ArrivingBodies bodies;

    WholeBodyFilter(ArrivingBodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        if (!(context.getMessage() instanceof HttpContent content)
                || !(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getInvokeAction();
        }
        boolean passedOn = request.getAttribute(PASSED_ON) != null;
        if (content.isLast() && RequestHead.hasSecondLength(request, content)) {
            bodies.end(context.getConnection());
            request.getProcessingState().setKeepAlive(false);
            if (!passedOn) {
                HeadEndFilter.reject(context, request);
                return context.getStopAction();
            }
        }
        if (passedOn) {
            return context.getInvokeAction();
        }
        if (content.isLast()) {
            bodies.end(context.getConnection());
            request.setAttribute(ARRIVED, Boolean.TRUE);
            return context.getInvokeAction();
        }
        int bytes = content.getContent().remaining();
        if (!request.isExpectContent()
                || request.isUpgrade()
                || request.requiresAcknowledgement() // The client waits for an answer before it sends the body.
                || HttpContent.isBroken(content)
                || bytes >= MAX_BODY_BYTES) {
            bodies.end(context.getConnection());
            request.setAttribute(PASSED_ON, Boolean.TRUE);
            return context.getInvokeAction();
        }
        bodies.grow(context.getConnection(), bytes);
        return context.getStopAction(content);
    }

    @Override
    public NextAction handleClose(FilterChainContext context) {
        bodies.end(context.getConnection());
        return context.getInvokeAction();
    }
}
