package dev.codeagent.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/**
 * Registers the filters of this package, because annotations cannot order them: the framing of a request is checked
 * before all other filters, and its body is read after all others, because they do not see the forwarded request.
 */
@WebListener
public class HttpFilterRegistration implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
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
