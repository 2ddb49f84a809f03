package dev.codeagent.executor.undo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations of an undo, stored before they are executed.
 *
 * @param directoryModes directories that must be made accessible temporarily, with the modes that they get at the end
 */
record UndoPlan(List<RestoreOperation> operations, List<Conflict> conflicts, List<DirectoryMode> directoryModes) {

    /** A path, its current state and the state to restore. */
    record RestoreOperation(String path, TreeEntry from, TreeEntry to) {}

    /** A path that is not restored, and the reason. */
    record Conflict(String path, String reason) {}

    record DirectoryMode(String directory, int mode) {}

    UndoPlan {
        operations = List.copyOf(operations);
        conflicts = List.copyOf(conflicts);
        directoryModes = List.copyOf(directoryModes);
    }

    byte[] encode() {
        var text = new StringBuilder();
        operations.forEach(s -> text.append("step ")
                .append(s.from().encode())
                .append(' ')
                .append(s.to().encode())
                .append(' ')
                .append(s.path())
                .append('\n'));
        conflicts.forEach(c -> text.append("conflict ")
                .append(c.path())
                .append(' ')
                .append(c.reason())
                .append('\n'));
        directoryModes.forEach(l -> text.append("lock ")
                .append(l.mode())
                .append(' ')
                .append(l.directory())
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static UndoPlan decode(byte[] bytes) {
        var operations = new ArrayList<RestoreOperation>();
        var conflicts = new ArrayList<Conflict>();
        var directoryModes = new ArrayList<DirectoryMode>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            String[] tokens = line.split(" ");
            switch (tokens[0]) {
                case "step" ->
                    operations.add(
                            new RestoreOperation(tokens[9], TreeEntry.parse(tokens, 1), TreeEntry.parse(tokens, 5)));
                case "conflict" -> conflicts.add(new Conflict(tokens[1], line.split(" ", 3)[2]));
                case "lock" -> directoryModes.add(new DirectoryMode(tokens[2], Integer.parseInt(tokens[1])));
                default -> {
                    // An empty plan.
                }
            }
        }
        return new UndoPlan(operations, conflicts, directoryModes);
    }
}
