package dev.codeagent.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's command line.
 *
 * @param asadmin write the commands that set up a Payara Server to this file, and start nothing
 * @param question what to answer instead of a start
 */
record Arguments(
        Optional<String> data,
        Optional<String> port,
        Optional<String> config,
        Optional<String> asadmin,
        Optional<Question> question) {

    /** What the program says on its last line, without a start. */
    enum Question {
        /** With which settings it would start. */
        SETTINGS("--show-settings"),
        /** What it would find of its database. */
        DATABASE("--try-database");

        private final String option;

        Question(String option) {
            this.option = option;
        }
    }

    static final String USAGE = "usage: codeagent-server.jar [--data DIR] [--port N] [--config FILE] [--asadmin FILE]"
            + " [--show-settings | --try-database]";

    static Arguments parse(List<String> words) {
        var values = new java.util.HashMap<String, String>();
        Optional<Question> question = Arrays.stream(Question.values())
                .filter(q -> words.contains(q.option))
                .findFirst();
        List<String> pairs = words.stream()
                .filter(word -> question.map(q -> !q.option.equals(word)).orElse(true))
                .toList();
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
        return of(values, question);
    }

    private static Arguments of(Map<String, String> values, Optional<Question> question) {
        return new Arguments(
                Optional.ofNullable(values.get("--data")),
                Optional.ofNullable(values.get("--port")),
                Optional.ofNullable(values.get("--config")),
                Optional.ofNullable(values.get("--asadmin")),
                question);
    }
}
