package dev.codeagent.bench.projects;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The test results of a project, taken from the events of a run. */
record ProjectTestReport(ThirdPartyProject project, List<JsonObject> events) {
    private static final String LOOPBACK = "lo";

    /** Test counts of one phase. */
    record TestCounts(int passed, int failed, int skipped, boolean buildFailed, long millis) {
        static final TestCounts NONE = new TestCounts(0, 0, 0, true, 0);

        String summary() {
            return buildFailed ? "no build" : passed + "/" + failed + "/" + skipped;
        }
    }

    /** Returns the tests of the phase that fetches dependencies. */
    TestCounts testsWithNetwork() {
        return testsOfPhase("before");
    }

    /** Returns the tests in the sandbox of the agents. */
    TestCounts testsWithoutNetwork() {
        return testsOfPhase("after");
    }

    private TestCounts testsOfPhase(String phase) {
        return findFirst("tests.finished", e -> e.getString("phase").equals(phase))
                .map(e -> e.getJsonObject("report"))
                .map(r -> new TestCounts(
                        r.getInt("passed"),
                        r.getInt("failed"),
                        r.getInt("skipped"),
                        r.getBoolean("buildFailed"),
                        r.getJsonNumber("millis").longValue()))
                .orElse(TestCounts.NONE);
    }

    long prepareMillis() {
        return findFirst("prepare.finished", e -> e.getBoolean("network"))
                .map(e -> e.getJsonNumber("millis").longValue())
                .orElse(0L);
    }

    /** Returns the network interfaces that a command of the agent saw. */
    List<String> networkInterfaces() {
        return findFirst("tool.finished", e -> e.getString("tool").equals("run_command"))
                .map(e -> e.getString("result"))
                .orElse("")
                .lines()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .filter(name -> name.matches("[a-z]+[0-9]*"))
                .toList();
    }

    private Optional<JsonObject> findFirst(String type, Predicate<JsonObject> condition) {
        return events.stream()
                .filter(e -> e.getString("type").equals(type))
                .filter(condition)
                .findFirst();
    }

    List<String> faults() {
        var faults = new ArrayList<String>();
        JsonObject last = events.getLast();
        if (!last.getString("state", "").equals("completed")) {
            faults.add("the run ended with " + last.getString("state", last.getString("type")) + " "
                    + last.getString("error", last.getString("reason", "")));
        }
        if (prepareMillis() == 0) {
            faults.add("no dependencies were fetched with network");
        }
        if (testsWithoutNetwork().buildFailed() || testsWithoutNetwork().passed() < project.minPassed()) {
            faults.add(testsWithoutNetwork().summary() + " tests passed/failed/skipped without network, "
                    + project.minPassed() + " must pass: " + failures());
        }
        if (!testsWithoutNetwork().summary().equals(testsWithNetwork().summary())) {
            faults.add(testsWithNetwork().summary() + " with network, "
                    + testsWithoutNetwork().summary() + " without");
        }
        if (!networkInterfaces().equals(List.of(LOOPBACK))) {
            faults.add("the sandbox has the interfaces " + networkInterfaces());
        }
        return faults.stream().map(fault -> project.name() + ": " + fault).toList();
    }

    private String failures() {
        return findFirst("tests.finished", e -> e.getString("phase").equals("after"))
                .map(e -> e.getJsonObject("report"))
                .map(r -> r.getJsonArray("failures").stream()
                                .limit(3)
                                .map(Object::toString)
                                .collect(Collectors.joining(" "))
                        + r.getString("output", ""))
                .orElse("they did not run");
    }
}
