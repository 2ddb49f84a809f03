package dev.codeagent.bench.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The words behind a benchmark's name: numbers by position or a file, and {@code --name value}. */
public record Options(List<Long> numbers, Optional<Path> file, Map<String, String> named) {
    public Options {
        numbers = List.copyOf(numbers);
        named = Map.copyOf(named);
    }

    /** @param takesFile whether a word without a name is a file, not a number */
    public static Options parse(List<String> args, boolean takesFile) {
        Optional<Path> file = Optional.empty();
        var numbers = new ArrayList<Long>();
        var named = new HashMap<String, String>();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).startsWith("--") && i + 1 < args.size()) {
                named.put(args.get(i).substring(2), args.get(++i));
            } else if (takesFile) {
                file = Optional.of(Path.of(args.get(i)));
            } else {
                numbers.add(number(args.get(i)));
            }
        }
        return new Options(numbers, file, named);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new WrongUse("'" + text + "' is not a whole number");
        }
    }

    public long at(int position, long otherwise) {
        return position < numbers.size() ? numbers.get(position) : otherwise;
    }

    public int named(String name, int otherwise) {
        return Math.toIntExact(number(named.getOrDefault(name, String.valueOf(otherwise))));
    }

    public String text(String name, String otherwise) {
        return named.getOrDefault(name, otherwise);
    }
}
