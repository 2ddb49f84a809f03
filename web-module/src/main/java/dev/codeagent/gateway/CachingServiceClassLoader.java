package dev.codeagent.gateway;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The application's class loader with a cache of service files ({@link java.util.ServiceLoader}). They do not change
 * while the application runs, and a search through all jars takes 0.1 ms.
 */
final class CachingServiceClassLoader extends ClassLoader {
    private final Map<String, List<URL>> cache = new ConcurrentHashMap<>();

    CachingServiceClassLoader(ClassLoader application) {
        super(application);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (!name.startsWith("META-INF/services/")) {
            return super.getResources(name);
        }
        List<URL> cached = cache.get(name);
        if (cached == null) {
            cached = List.copyOf(Collections.list(super.getResources(name)));
            cache.put(name, cached);
        }
        return Collections.enumeration(cached);
    }

    /** Runs {@code work} with this class loader as the context class loader of the thread. */
    void runAsContextClassLoader(Runnable work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
