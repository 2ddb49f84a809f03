package dev.codeagent.bench.escapes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the cases of one YAML entry: one case, or one for each combination of the values in {@code each}. */
record CaseReader(String theme, YamlEntry entry, List<String> addresses) {
    private static final String RUN_COMMAND = "run_command";
    private static final int DEFAULT_SECONDS = 20;

    List<EscapeCase> readCases() {
        entry.allowOnly(
                "id",
                "tries",
                "each",
                "needs",
                "project",
                "setup",
                "run",
                "tool",
                "arguments",
                "times",
                "steps",
                "shows",
                "control",
                "alone",
                "only",
                "seconds");
        var cases = new ArrayList<EscapeCase>();
        for (Map<String, String> values : combinations()) {
            cases.add(readCase(values));
        }
        return cases;
    }

    private EscapeCase readCase(Map<String, String> values) {
        var plain = new LinkedHashMap<String, String>();
        var suffix = new ArrayList<String>();
        values.forEach((name, labelled) -> {
            int end = labelled.indexOf('\0');
            suffix.add(labelled.substring(0, end));
            plain.put(name, labelled.substring(end + 1));
        });
        String id = theme + "/" + entry.text("id")
                + (suffix.isEmpty() ? "" : suffix.toString().replace(" ", ""));
        return new EscapeCase(
                id,
                theme,
                entry.text("tries"),
                Map.copyOf(plain),
                entry.list("needs").stream().map(String::valueOf).toList(),
                entry.text("project", ""),
                readSteps(),
                EscapeSignal.find(entry.text("shows"))
                        .orElseThrow(() -> entry.usageError("'shows' is not a signal of an escape: '"
                                + entry.text("shows") + "'; use one of " + EscapeSignal.yamlNames())),
                readControl(),
                entry.flag("alone") || entry.has("project"),
                entry.text("only", ""),
                Duration.ofSeconds(entry.number("seconds", DEFAULT_SECONDS)));
    }

    private List<CaseStep> readSteps() {
        var steps = new ArrayList<CaseStep>();
        if (entry.has("setup")) {
            steps.add(new CaseStep.Setup(entry.text("setup")));
        }
        if (entry.has("run")) {
            steps.add(new CaseStep.Call(RUN_COMMAND, Map.of("command", entry.text("run")), 1));
        }
        if (entry.has("tool")) {
            steps.add(readCall(entry));
        }
        for (Object step : entry.list("steps")) {
            steps.add(
                    step instanceof String keyword
                            ? readServerAction(keyword)
                            : readStep(new YamlEntry(entry.location(), step)));
        }
        if (steps.stream().allMatch(CaseStep.Setup.class::isInstance)) {
            throw entry.usageError("the case has no attempt; add 'run', 'tool' or 'steps'");
        }
        return List.copyOf(steps);
    }

    private CaseStep readServerAction(String keyword) {
        try {
            return CaseStep.ServerAction.valueOf(keyword.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw entry.usageError(
                    "'" + keyword
                            + "' is not a step; use reopen, beside, next, online, packages, prepare, export, fresh, apply or a mapping");
        }
    }

    private static CaseStep readStep(YamlEntry step) {
        step.allowOnly("setup", "run", "tool", "arguments", "times");
        if (step.has("setup")) {
            return new CaseStep.Setup(step.text("setup"));
        }
        return step.has("run")
                ? new CaseStep.Call(RUN_COMMAND, Map.of("command", step.text("run")), 1)
                : readCall(step);
    }

    private static CaseStep.Call readCall(YamlEntry entry) {
        var arguments = new LinkedHashMap<String, Object>();
        if (entry.has("arguments")) {
            entry.nestedEntry("arguments").values().forEach((k, v) -> arguments.put(String.valueOf(k), v));
        }
        return new CaseStep.Call(entry.text("tool"), arguments, entry.number("times", 1));
    }

    private EscapeCase.Control readControl() {
        if (!entry.has("control")) {
            throw entry.usageError("'control' is missing; use same, {run: COMMAND} or {none: REASON}");
        }
        if (entry.values().get("control") instanceof String keyword) {
            if (keyword.equals("same")) {
                return new EscapeCase.Control.Same();
            }
            throw entry.usageError("'control' cannot be '" + keyword + "'; use same, {run: COMMAND} or {none: REASON}");
        }
        YamlEntry control = entry.nestedEntry("control");
        control.allowOnly("run", "none");
        return control.has("run")
                ? new EscapeCase.Control.Other(control.text("run"))
                : new EscapeCase.Control.None(control.text("none"));
    }

    /** Returns all combinations of the values in {@code each}; a value is a label, a NUL character and the text. */
    private List<Map<String, String>> combinations() {
        List<Map<String, String>> all = List.of(Map.of());
        if (!entry.has("each")) {
            return all;
        }
        for (var dimension : entry.nestedEntry("each").values().entrySet()) {
            var extended = new ArrayList<Map<String, String>>();
            for (Map<String, String> partial : all) {
                for (String value : labelValues(dimension.getValue())) {
                    var combination = new LinkedHashMap<>(partial);
                    combination.put(String.valueOf(dimension.getKey()), value);
                    extended.add(combination);
                }
            }
            all = extended;
        }
        return all;
    }

    private List<String> labelValues(Object values) {
        return switch (values) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> e.getKey() + "\0" + e.getValue())
                        .toList();
            case List<?> list -> list.stream().map(v -> v + "\0" + v).toList();
            case String keyword
            when keyword.equals("addresses") ->
                addresses.stream().map(a -> a + "\0" + a).toList();
            case Object other ->
                throw entry.usageError("'each' must be a list, a mapping or 'addresses', not " + other);
        };
    }
}
