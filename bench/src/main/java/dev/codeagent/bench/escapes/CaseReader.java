package dev.codeagent.bench.escapes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes cases of one entry: one, or one for each value of what it goes over. */
record CaseReader(String theme, Entry entry, List<String> addresses) {
    private static final String RUN = "run_command";
    private static final int SECONDS = 20;

    List<Case> cases() {
        entry.allow(
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
        var cases = new ArrayList<Case>();
        for (Map<String, String> values : combinations()) {
            cases.add(one(values));
        }
        return cases;
    }

    private Case one(Map<String, String> values) {
        var plain = new LinkedHashMap<String, String>();
        var suffix = new ArrayList<String>();
        values.forEach((name, labelled) -> {
            int end = labelled.indexOf('\0');
            suffix.add(labelled.substring(0, end));
            plain.put(name, labelled.substring(end + 1));
        });
        String id = theme + "/" + entry.text("id")
                + (suffix.isEmpty() ? "" : suffix.toString().replace(" ", ""));
        return new Case(
                id,
                theme,
                entry.text("tries"),
                Map.copyOf(plain),
                entry.list("needs").stream().map(String::valueOf).toList(),
                entry.text("project", ""),
                steps(),
                Sign.find(entry.text("shows"))
                        .orElseThrow(() -> entry.wrong("'" + entry.text("shows") + "' is no sign of an escape")),
                control(),
                entry.flag("alone") || entry.has("project"),
                entry.text("only", ""),
                Duration.ofSeconds(entry.number("seconds", SECONDS)));
    }

    private List<Step> steps() {
        var steps = new ArrayList<Step>();
        if (entry.has("setup")) {
            steps.add(new Step.Setup(entry.text("setup")));
        }
        if (entry.has("run")) {
            steps.add(new Step.Call(RUN, Map.of("command", entry.text("run")), 1));
        }
        if (entry.has("tool")) {
            steps.add(call(entry));
        }
        for (Object step : entry.list("steps")) {
            steps.add(step instanceof String word ? server(word) : step(new Entry(entry.place(), step)));
        }
        if (steps.stream().allMatch(Step.Setup.class::isInstance)) {
            throw entry.wrong("nothing is tried: give run, tool or steps");
        }
        return List.copyOf(steps);
    }

    private Step server(String word) {
        try {
            return Step.Server.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw entry.wrong("'" + word + "' is no step; there are reopen, beside, prepare, export, apply");
        }
    }

    private static Step step(Entry step) {
        step.allow("setup", "run", "tool", "arguments", "times");
        if (step.has("setup")) {
            return new Step.Setup(step.text("setup"));
        }
        return step.has("run") ? new Step.Call(RUN, Map.of("command", step.text("run")), 1) : call(step);
    }

    private static Step.Call call(Entry entry) {
        var arguments = new LinkedHashMap<String, Object>();
        if (entry.has("arguments")) {
            entry.inner("arguments").values().forEach((k, v) -> arguments.put(String.valueOf(k), v));
        }
        return new Step.Call(entry.text("tool"), arguments, entry.number("times", 1));
    }

    private Control control() {
        if (!entry.has("control")) {
            throw entry.wrong("'control' is missing: same, {run: …} or {none: why}");
        }
        if (entry.values().get("control") instanceof String word) {
            if (word.equals("same")) {
                return new Control.Same();
            }
            throw entry.wrong("control '" + word + "' is not known");
        }
        Entry control = entry.inner("control");
        control.allow("run", "none");
        return control.has("run") ? new Control.Other(control.text("run")) : new Control.None(control.text("none"));
    }

    /** Each value with a label before a zero byte. */
    private List<Map<String, String>> combinations() {
        List<Map<String, String>> all = List.of(Map.of());
        if (!entry.has("each")) {
            return all;
        }
        for (var dimension : entry.inner("each").values().entrySet()) {
            var wider = new ArrayList<Map<String, String>>();
            for (Map<String, String> before : all) {
                for (String value : labelled(dimension.getValue())) {
                    var with = new LinkedHashMap<>(before);
                    with.put(String.valueOf(dimension.getKey()), value);
                    wider.add(with);
                }
            }
            all = wider;
        }
        return all;
    }

    private List<String> labelled(Object values) {
        return switch (values) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> e.getKey() + "\0" + e.getValue())
                        .toList();
            case List<?> list -> list.stream().map(v -> v + "\0" + v).toList();
            case String word
            when word.equals("addresses") ->
                addresses.stream().map(a -> a + "\0" + a).toList();
            case Object other -> throw entry.wrong("each must be a list, a mapping or 'addresses', was " + other);
        };
    }
}
