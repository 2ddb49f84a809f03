package dev.codeagent.http;

import dev.codeagent.websocket.FrameGuardFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/**
 * Registers filters whose order matters, because annotations cannot order them: a request is measured and its framing is
 * checked before all other filters, and its body is read after all others, because they do not see the forwarded request; the
 * guard of frames is before the container's WebSocket filter.
 */
@WebListener
public class HttpFilterRegistration implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        register(context, "frame-guard", FrameGuardFilter.class)
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/ws/*");
        register(context, "request-meter", RequestMeterFilter.class)
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        register(context, "request-framing", RequestFramingFilter.class)
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        register(context, "request-body", RequestBodyFilter.class)
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private static FilterRegistration register(
            ServletContext context, String name, Class<? extends jakarta.servlet.Filter> type) {
        FilterRegistration.Dynamic filter = context.addFilter(name, type);
        filter.setAsyncSupported(true);
        return filter;
    }
}
