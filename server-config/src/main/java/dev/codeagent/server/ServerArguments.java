package dev.codeagent.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's command line.
 *
 * @param asadmin file for the commands that set up a Payara Server; the server does not start
 * @param dryRun information to print instead of a start
 */
record ServerArguments(
        Optional<String> data,
        Optional<String> port,
        Optional<String> config,
        Optional<String> asadmin,
        Optional<DryRun> dryRun) {

    /** Information that the program prints on its last line instead of a start. */
    enum DryRun {
        /** The settings that the server would start with. */
        SETTINGS("--show-settings"),
        /** Dry run of the database checks. */
        DATABASE("--try-database");

        private final String option;

        DryRun(String option) {
            this.option = option;
        }
    }

    static final String USAGE = "usage: codeagent-server.jar [--data DIR] [--port N] [--config FILE] [--asadmin FILE]"
            + " [--show-settings | --try-database]";

    static ServerArguments parse(List<String> args) {
        var values = new java.util.HashMap<String, String>();
        Optional<DryRun> dryRun = Arrays.stream(DryRun.values())
                .filter(q -> args.contains(q.option))
                .findFirst();
        List<String> pairs = args.stream()
                .filter(arg -> dryRun.map(q -> !q.option.equals(arg)).orElse(true))
                .toList();
        for (int i = 0; i < pairs.size(); i += 2) {
            String option = pairs.get(i);
            if (!List.of("--data", "--port", "--config", "--asadmin").contains(option)) {
                throw new StartupException("unknown option '" + option + "'; " + USAGE);
            }
            if (i + 1 == pairs.size()) {
                throw new StartupException("option " + option + " needs a value; " + USAGE);
            }
            values.put(option, pairs.get(i + 1));
        }
        return of(values, dryRun);
    }

    private static ServerArguments of(Map<String, String> values, Optional<DryRun> dryRun) {
        return new ServerArguments(
                Optional.ofNullable(values.get("--data")),
                Optional.ofNullable(values.get("--port")),
                Optional.ofNullable(values.get("--config")),
                Optional.ofNullable(values.get("--asadmin")),
                dryRun);
    }
}
