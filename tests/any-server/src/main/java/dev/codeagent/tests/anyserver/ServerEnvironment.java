package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Provides settings for each Payara Micro in addition to its data directory, such as a database or a Docker engine; a
 * module that runs these tests registers it as a service.
 */
public interface ServerEnvironment {
    /** Returns environment variables for one server. */
    Map<String, String> environment() throws IOException, InterruptedException;

    /** Returns the variables of all registered services. */
    static Map<String, String> loadAll() throws IOException, InterruptedException {
        var variables = new HashMap<String, String>();
        for (ServerEnvironment provider : ServiceLoader.load(ServerEnvironment.class)) {
            variables.putAll(provider.environment());
        }
        return variables;
    }
}
