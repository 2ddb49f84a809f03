package dev.codeagent.anyserver;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/** What a module that runs these tests gives each Payara Micro beside a data directory: a database, an engine. */
public interface Surroundings {
    /** More variables of one server's environment. */
    Map<String, String> environment() throws IOException, InterruptedException;

    /** Those of all that the module names as services. */
    static Map<String, String> all() throws IOException, InterruptedException {
        var all = new HashMap<String, String>();
        for (Surroundings one : ServiceLoader.load(Surroundings.class)) {
            all.putAll(one.environment());
        }
        return all;
    }
}
