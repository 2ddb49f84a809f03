package dev.codeagent.server.http;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/** Before the HTTP codec: sees the bytes of a connection. */
final class HeadStartFilter extends BaseFilter {
    private final PendingHeads heads;

    HeadStartFilter(PendingHeads heads) {
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
