package dev.codeagent.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server's command line. */
record Arguments(Optional<String> data, Optional<String> port, Optional<String> config, Optional<String> asadmin) {

    static final String USAGE = "usage: codeagent-server.jar [--data DIR] [--port N] [--config FILE] [--asadmin FILE]";

    static Arguments parse(List<String> words) {
        var values = new java.util.HashMap<String, String>();
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            if (!List.of("--data", "--port", "--config", "--asadmin").contains(option)) {
                throw new StartFailure("unknown option '" + option + "'; " + USAGE);
            }
            if (i + 1 == words.size()) {
                throw new StartFailure("option " + option + " needs a value; " + USAGE);
            }
            values.put(option, words.get(i + 1));
        }
        return of(values);
    }

    private static Arguments of(Map<String, String> values) {
        return new Arguments(
                Optional.ofNullable(values.get("--data")),
                Optional.ofNullable(values.get("--port")),
                Optional.ofNullable(values.get("--config")),
                Optional.ofNullable(values.get("--asadmin")));
    }
}
