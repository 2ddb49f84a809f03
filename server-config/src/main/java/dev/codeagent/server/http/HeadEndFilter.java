package dev.codeagent.server.http;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.FilterChainEvent;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpEvents;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.util.HttpStatus;

/** After the HTTP codec: sees complete request heads, rejects invalid ones, and sees the end of responses. */
final class HeadEndFilter extends BaseFilter {
    private final HeadTimeouts heads;

    HeadEndFilter(HeadTimeouts heads) {
        this.heads = heads;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        if (!context.getConnection().isOpen()) {
            return context.getStopAction(); // The request before was rejected.
        }
        heads.completed(context.getConnection());
        if (context.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpRequestPacket request
                && !RequestHead.isValid(request)) {
            reject(context, request);
            return context.getStopAction();
        }
        return context.getInvokeAction();
    }

    /** Answers 400 and closes the connection, so that nothing that follows is taken for a request. */
    static void reject(FilterChainContext context, HttpRequestPacket request) {
        HttpResponsePacket response = request.getResponse();
        HttpStatus.BAD_REQUEST_400.setValues(response);
        response.setContentLength(0);
        request.getProcessingState().setKeepAlive(false);
        context.write(HttpContent.builder(response).last(true).build());
        context.getConnection().closeSilently(); // After what was written.
    }

    /**
     * An offer of another protocol that nobody takes ({@code Upgrade: h2c}) is answered like other requests. Grizzly leaves
     * headers out of all answers to such a request, for example {@code Content-Type}; it closes the connection after the answer.
     */
    @Override
    public NextAction handleWrite(FilterChainContext context) {
        if (context.getMessage() instanceof HttpContent content
                && content.getHttpHeader() instanceof HttpResponsePacket response
                && !response.isCommitted()
                && response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101.getStatusCode()
                && response.getRequest().isUpgrade()) {
            response.getRequest().setIgnoreContentModifiers(false);
            response.getProcessingState().setKeepAlive(false);
        }
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleEvent(FilterChainContext context, FilterChainEvent event) {
        if (event.type() == HttpEvents.ResponseCompleteEvent.TYPE) {
            heads.answered(context.getConnection());
        }
        return context.getInvokeAction();
    }
}
