package dev.codeagent.bench.rig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words behind a benchmark's name: numbers by position, and {@code --name value}. */
public record Options(List<Long> numbers, Map<String, String> named) {
    public Options {
        numbers = List.copyOf(numbers);
        named = Map.copyOf(named);
    }

    public static Options parse(List<String> args) {
        var numbers = new ArrayList<Long>();
        var named = new HashMap<String, String>();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).startsWith("--") && i + 1 < args.size()) {
                named.put(args.get(i).substring(2), args.get(++i));
            } else {
                numbers.add(number(args.get(i)));
            }
        }
        return new Options(numbers, named);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
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
