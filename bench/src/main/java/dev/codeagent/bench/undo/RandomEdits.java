package dev.codeagent.bench.undo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Random calls of random tools, on existing and missing paths. */
record RandomEdits(Path root, Random random) {
    private static final List<String> MODES = List.of("644", "755", "600", "400", "000", "4755", "1777", "2750");

    /** A tool and its arguments. */
    record Edit(String tool, JsonObject arguments) {}

    Edit next(TreeSnapshot current) throws IOException {
        Optional<Edit> edit = Optional.empty();
        int kind = random.nextInt(10);
        if (kind < 2) {
            edit = writeFile(current);
        } else if (kind == 2) {
            edit = editFile(current);
        }
        return edit.orElseGet(() -> runCommand(current));
    }

    private Optional<Edit> writeFile(TreeSnapshot current) {
        String path = random.nextBoolean() ? newPath(current) : pick(current.pathsOfType('f'));
        if (!RandomNames.isPlain(path)) {
            return Optional.empty();
        }
        return Optional.of(new Edit(
                "write_file",
                Json.createObjectBuilder()
                        .add("path", path)
                        .add("content", "written " + random.nextInt() + "\r\nä\n")
                        .build()));
    }

    private Optional<Edit> editFile(TreeSnapshot current) throws IOException {
        String path = pick(current.pathsOfType('f'));
        if (!RandomNames.isPlain(path) || !current.get(path).exists()) {
            return Optional.empty();
        }
        String text = Files.readString(RandomTree.resolve(root, path), StandardCharsets.ISO_8859_1);
        if (text.isBlank() || text.length() > 2_000 || !text.matches("[\\x09-\\x7e]+")) {
            return Optional.empty();
        }
        return Optional.of(new Edit(
                "edit_file",
                Json.createObjectBuilder()
                        .add("path", path)
                        .add("old", text)
                        .add("new", text + "edited " + random.nextInt())
                        .build()));
    }

    private Edit runCommand(TreeSnapshot current) {
        var script = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            script.append(shellAction(current)).append('\n');
        }
        return new Edit(
                "run_command",
                Json.createObjectBuilder().add("command", script + "true").build());
    }

    private String shellAction(TreeSnapshot current) {
        String file = RandomNames.quoteForShell(pick(current.pathsOfType('f')));
        String folder = RandomNames.quoteForShell(pick(current.pathsOfType('d')));
        String any = RandomNames.quoteForShell(pick(List.copyOf(
                current.states().keySet().stream().filter(p -> !p.equals(".")).toList())));
        String newPath = RandomNames.quoteForShell(newPath(current));
        String mode = MODES.get(random.nextInt(MODES.size()));
        int number = random.nextInt(1_000_000);
        return switch (random.nextInt(20)) {
            case 0 -> "rm -rf " + any;
            case 1 -> "mv -T " + any + " " + newPath;
            case 2 -> "cp -a " + any + " " + newPath;
            case 3 -> "chmod " + mode + " " + file;
            case 4 -> "chmod " + mode + " " + folder;
            case 5 -> "ln -s " + any + "/ " + newPath;
            case 6 -> "ln -sfn $'\\xff//x " + number + "\\n' " + newPath;
            case 7 -> "mkdir -p " + newPath + "/e/f; printf '" + number + "' > " + newPath + "/e/g";
            case 8 -> "rm -rf " + any + "; printf 'file " + number + "' > " + any;
            case 9 -> "rm -rf " + any + "; mkdir " + any + "; printf '" + number + "' > " + any + "/in";
            case 10 -> "printf 'more " + number + "\\r\\n' >> " + file;
            case 11 ->
                "touch -r " + file + " /tmp/cu$$; printf 'X' | dd of=" + file
                        + " conv=notrunc status=none; touch -r /tmp/cu$$ " + file + "; rm -f /tmp/cu$$";
            case 12 -> "truncate -s " + (random.nextInt(10) == 0 ? 7_000_000 : 700) + " " + newPath;
            case 13 -> "ln " + file + " " + newPath;
            case 14 -> "touch " + file;
            case 15 -> "mv -T " + folder + " " + newPath;
            case 16 -> "rm -rf " + any + "; ln -s loop " + any;
            case 17 -> random.nextInt(4) == 0 ? "mkfifo " + newPath : "rm -f " + file;
            case 18 -> "chmod " + List.of("755", "700", "750").get(random.nextInt(3)) + " .";
            default -> "printf '\\xef\\xbb\\xbfnew " + number + "\\r\\n\\0' > " + newPath;
        };
    }

    private String newPath(TreeSnapshot current) {
        List<String> folders = current.pathsOfType('d');
        String name = new RandomNames(random).next();
        return folders.isEmpty() || random.nextInt(3) == 0
                ? name
                : folders.get(random.nextInt(folders.size())) + "/" + name;
    }

    private String pick(List<String> paths) {
        return paths.isEmpty() ? "none" : paths.get(random.nextInt(paths.size()));
    }
}
