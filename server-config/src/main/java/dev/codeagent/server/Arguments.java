package dev.codeagent.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's command line.
 *
 * @param asadmin write the commands that set up a Payara Server to this file, and start nothing
 * @param show only say with which settings it would start
 */
record Arguments(
        Optional<String> data, Optional<String> port, Optional<String> config, Optional<String> asadmin, boolean show) {

    static final String USAGE = "usage: codeagent-server.jar [--data DIR] [--port N] [--config FILE] [--asadmin FILE]"
            + " [--show-settings]";

    private static final String SHOW = "--show-settings";

    static Arguments parse(List<String> words) {
        var values = new java.util.HashMap<String, String>();
        List<String> pairs = words.stream().filter(word -> !word.equals(SHOW)).toList();
        for (int i = 0; i < pairs.size(); i += 2) {
            String option = pairs.get(i);
            if (!List.of("--data", "--port", "--config", "--asadmin").contains(option)) {
                throw new StartFailure("unknown option '" + option + "'; " + USAGE);
            }
            if (i + 1 == pairs.size()) {
                throw new StartFailure("option " + option + " needs a value; " + USAGE);
            }
            values.put(option, pairs.get(i + 1));
        }
        return of(values, words.contains(SHOW));
    }

    private static Arguments of(Map<String, String> values, boolean show) {
        return new Arguments(
                Optional.ofNullable(values.get("--data")),
                Optional.ofNullable(values.get("--port")),
                Optional.ofNullable(values.get("--config")),
                Optional.ofNullable(values.get("--asadmin")),
                show);
    }
}
