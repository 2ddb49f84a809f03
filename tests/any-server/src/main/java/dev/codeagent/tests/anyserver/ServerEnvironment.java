package dev.codeagent.tests.anyserver;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/** What a module that runs these tests gives each Payara Micro beside a data directory: a database, an engine. */
public interface ServerEnvironment {
    /** More variables of one server's environment. */
    Map<String, String> environment() throws IOException, InterruptedException;

    /** Those of all that the module names as services. */
    static Map<String, String> loadAll() throws IOException, InterruptedException {
        var variables = new HashMap<String, String>();
        for (ServerEnvironment provider : ServiceLoader.load(ServerEnvironment.class)) {
            variables.putAll(provider.environment());
        }
        return variables;
    }
}
