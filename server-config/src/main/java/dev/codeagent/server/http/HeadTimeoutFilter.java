package dev.codeagent.server.http;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/** Starts the time limit of a request head at its first byte. It is before the HTTP codec, where it sees all bytes of a connection. */
final class HeadTimeoutFilter extends BaseFilter {
    private final HeadTimeouts heads;

    HeadTimeoutFilter(HeadTimeouts heads) {
        this.heads = heads;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        heads.received(context.getConnection());
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleClose(FilterChainContext context) {
        heads.closed(context.getConnection());
        return context.getInvokeAction();
    }
}
