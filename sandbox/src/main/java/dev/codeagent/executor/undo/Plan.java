package dev.codeagent.executor.undo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an undo will do, stored before it does it.
 *
 * @param locked folders that must be opened for the work, with the modes that they get back
 */
record Plan(List<Step> steps, List<Conflict> conflicts, List<Lock> locked) {

    /** A path that goes from what it is to what it was. */
    record Step(String path, Entry from, Entry to) {}

    /** A path that is left alone, and why. */
    record Conflict(String path, String reason) {}

    record Lock(String folder, int mode) {}

    Plan {
        steps = List.copyOf(steps);
        conflicts = List.copyOf(conflicts);
        locked = List.copyOf(locked);
    }

    byte[] bytes() {
        var text = new StringBuilder();
        steps.forEach(s -> text.append("step ")
                .append(s.from().text())
                .append(' ')
                .append(s.to().text())
                .append(' ')
                .append(s.path())
                .append('\n'));
        conflicts.forEach(c -> text.append("conflict ")
                .append(c.path())
                .append(' ')
                .append(c.reason())
                .append('\n'));
        locked.forEach(l -> text.append("lock ")
                .append(l.mode())
                .append(' ')
                .append(l.folder())
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Plan read(byte[] bytes) {
        var steps = new ArrayList<Step>();
        var conflicts = new ArrayList<Conflict>();
        var locked = new ArrayList<Lock>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "step" -> steps.add(new Step(words[9], Entry.read(words, 1), Entry.read(words, 5)));
                case "conflict" -> conflicts.add(new Conflict(words[1], line.split(" ", 3)[2]));
                case "lock" -> locked.add(new Lock(words[2], Integer.parseInt(words[1])));
                default -> {
                    // A plan without lines.
                }
            }
        }
        return new Plan(steps, conflicts, locked);
    }
}
