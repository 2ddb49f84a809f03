package dev.codeagent.bench.projects;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a run's events say of a project's tests. */
record Examined(ForeignProject project, List<JsonObject> events) {
    private static final String LOOPBACK = "lo";

    /** Tests of one phase. */
    record Tests(int passed, int failed, int skipped, boolean buildFailed, long millis) {
        static final Tests NONE = new Tests(0, 0, 0, true, 0);

        String words() {
            return buildFailed ? "no build" : passed + "/" + failed + "/" + skipped;
        }
    }

    /** While dependencies were fetched. */
    Tests prepared() {
        return tests("before");
    }

    /** In the sandbox that agents work in. */
    Tests alone() {
        return tests("after");
    }

    private Tests tests(String phase) {
        return first("tests.finished", e -> e.getString("phase").equals(phase))
                .map(e -> e.getJsonObject("report"))
                .map(r -> new Tests(
                        r.getInt("passed"),
                        r.getInt("failed"),
                        r.getInt("skipped"),
                        r.getBoolean("buildFailed"),
                        r.getJsonNumber("millis").longValue()))
                .orElse(Tests.NONE);
    }

    long prepareMillis() {
        return first("prepare.finished", e -> e.getBoolean("network"))
                .map(e -> e.getJsonNumber("millis").longValue())
                .orElse(0L);
    }

    /** The interfaces that a command of the agent's saw. */
    List<String> interfaces() {
        return first("tool.finished", e -> e.getString("tool").equals("run_command"))
                .map(e -> e.getString("result"))
                .orElse("")
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .filter(name -> name.matches("[a-z]+[0-9]*"))
                .toList();
    }

    private Optional<JsonObject> first(String type, Predicate<JsonObject> condition) {
        return events.stream()
                .filter(e -> e.getString("type").equals(type))
                .filter(condition)
                .findFirst();
    }

    List<String> faults() {
        var faults = new ArrayList<String>();
        JsonObject last = events.getLast();
        if (!last.getString("state", "").equals("completed")) {
            faults.add("the run ended with " + last.getString("state", "nothing") + " " + last.getString("error", ""));
        }
        if (prepareMillis() == 0) {
            faults.add("nothing was prepared with network");
        }
        if (alone().buildFailed() || alone().passed() < project.passes()) {
            faults.add(alone().words() + " tests passed/failed/skipped without network, " + project.passes()
                    + " should pass: " + failures());
        }
        if (!alone().words().equals(prepared().words())) {
            faults.add(prepared().words() + " with network, " + alone().words() + " without");
        }
        if (!interfaces().equals(List.of(LOOPBACK))) {
            faults.add("the sandbox has the interfaces " + interfaces());
        }
        return faults.stream().map(fault -> project.name() + ": " + fault).toList();
    }

    private String failures() {
        return first("tests.finished", e -> e.getString("phase").equals("after"))
                .map(e -> e.getJsonObject("report"))
                .map(r -> r.getJsonArray("failures").stream()
                                .limit(3)
                                .map(Object::toString)
                                .collect(Collectors.joining(" "))
                        + r.getString("output", ""))
                .orElse("they did not run");
    }
}
