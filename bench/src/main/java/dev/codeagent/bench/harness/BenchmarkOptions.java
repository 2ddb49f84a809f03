package dev.codeagent.bench.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments after a benchmark's name: numbers by position or one text, and {@code --name value}. */
public record BenchmarkOptions(List<Long> numbers, Optional<String> text, Map<String, String> named) {
    public BenchmarkOptions {
        numbers = List.copyOf(numbers);
        named = Map.copyOf(named);
    }

    /**
     * @param takesText whether a positional argument is a text, for example a file, not a number
     * @throws UsageException if a number is expected and the argument is not one
     */
    public static BenchmarkOptions parse(List<String> args, boolean takesText) {
        Optional<String> text = Optional.empty();
        var numbers = new ArrayList<Long>();
        var named = new HashMap<String, String>();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).startsWith("--") && i + 1 < args.size()) {
                named.put(args.get(i).substring(2), args.get(++i));
            } else if (takesText) {
                text = Optional.of(args.get(i));
            } else {
                numbers.add(parseNumber(args.get(i)));
            }
        }
        return new BenchmarkOptions(numbers, text, named);
    }

    private static long parseNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UsageException("'" + text + "' is not a whole number");
        }
    }

    public Optional<Path> file() {
        return text.map(Path::of);
    }

    public long positional(int position, long defaultValue) {
        return position < numbers.size() ? numbers.get(position) : defaultValue;
    }

    public int intOption(String name, int defaultValue) {
        return Math.toIntExact(parseNumber(named.getOrDefault(name, String.valueOf(defaultValue))));
    }

    public String textOption(String name, String defaultValue) {
        return named.getOrDefault(name, defaultValue);
    }
}
