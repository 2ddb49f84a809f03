package dev.codeagent.bench.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a benchmark found: its figures, and what is wrong; nothing wrong means passed. */
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

    /** The line that programs read. */
    public String resultLine(String name) {
        String values = metrics.entrySet().stream()
                .map(e -> " " + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining());
        return "RESULT " + name + (passed() ? " PASS" : " FAIL") + values;
    }
}
