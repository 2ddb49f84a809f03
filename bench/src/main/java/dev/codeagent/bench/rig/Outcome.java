package dev.codeagent.bench.rig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a benchmark found: its figures, and what is wrong; nothing wrong means passed. */
public record Outcome(Map<String, String> figures, List<String> faults) {
    private static final int SHOWN = 20;

    public Outcome {
        figures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        faults = faults.size() <= SHOWN ? List.copyOf(faults) : cut(faults);
    }

    private static List<String> cut(List<String> faults) {
        var shown = new java.util.ArrayList<>(faults.subList(0, SHOWN));
        shown.add("and " + (faults.size() - SHOWN) + " more");
        return List.copyOf(shown);
    }

    public boolean passed() {
        return faults.isEmpty();
    }

    /** The line that programs read. */
    public String line(String name) {
        String values = figures.entrySet().stream()
                .map(e -> " " + e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining());
        return "RESULT " + name + (passed() ? " PASS" : " FAIL") + values;
    }
}
