package dev.codeagent.bench.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The result of a benchmark: its metrics and its faults; without faults it passed. */
public record BenchmarkResult(Map<String, String> metrics, List<String> faults) {
    private static final int MAX_FAULTS = 20;

    public BenchmarkResult {
        metrics = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        faults = faults.size() <= MAX_FAULTS ? List.copyOf(faults) : truncate(faults);
    }

    private static List<String> truncate(List<String> faults) {
        var shown = new java.util.ArrayList<>(faults.subList(0, MAX_FAULTS));
        shown.add("and " + (faults.size() - MAX_FAULTS) + " more");
        return List.copyOf(shown);
    }

    public boolean passed() {
        return faults.isEmpty();
    }

    /** Returns the machine-readable line {@code RESULT NAME PASS|FAIL key=value …}. */
    public String resultLine(String name) {
        String values = metrics.entrySet().stream()
                .map(e -> " " + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining());
        return "RESULT " + name + (passed() ? " PASS" : " FAIL") + values;
    }
}
