package dev.codeagent.architecture.promises;

import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sections of sorted lines, with a text format. */
final class Promises {
    private static final String HEAD = "## ";

    private final Map<String, SortedSet<String>> sections = new TreeMap<>();

    void add(String section, String line) {
        sections.computeIfAbsent(section, s -> new TreeSet<>()).add(line.strip().replace("\n", "\\n"));
    }

    void addAll(String section, Collection<String> lines) {
        lines.forEach(line -> add(section, line));
    }

    Map<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        sections.forEach((section, lines) -> counts.put(section, lines.size()));
        return counts;
    }

    static Promises parse(String text) {
        var promises = new Promises();
        String section = "";
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            if (line.startsWith(HEAD)) {
                section = line.substring(HEAD.length());
            } else {
                promises.add(section, line);
            }
        }
        return promises;
    }

    String text() {
        return sections.entrySet().stream()
                .map(e -> HEAD + e.getKey() + "\n" + String.join("\n", e.getValue()) + "\n")
                .collect(Collectors.joining("\n"));
    }

    /** The lines that only one of the two has, by section; empty if both are equal. */
    String differencesTo(Promises found) {
        var names = new TreeSet<>(sections.keySet());
        names.addAll(found.sections.keySet());
        var text = new StringBuilder();
        for (String name : names) {
            SortedSet<String> before = sections.getOrDefault(name, new TreeSet<>());
            SortedSet<String> now = found.sections.getOrDefault(name, new TreeSet<>());
            if (!before.equals(now)) {
                text.append(HEAD).append(name).append('\n');
                append(text, "  - ", before, now);
                append(text, "  + ", now, before);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String sign, SortedSet<String> lines, SortedSet<String> others) {
        lines.stream()
                .filter(line -> !others.contains(line))
                .forEach(line -> text.append(sign).append(line).append('\n'));
    }

    /** Sorts the words and removes duplicates. */
    static String words(Collection<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }
}
