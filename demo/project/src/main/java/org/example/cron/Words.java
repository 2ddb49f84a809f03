package org.example.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Lists of values as people write them: runs of three and more as "a to b", the last after an "and". */
final class Words {
    private static final int SHORTEST_RUN = 3;

    private Words() {}

    static String list(List<Integer> values, IntFunction<String> name) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < values.size(); ) {
            int end = endOfRun(values, i);
            if (end - i + 1 >= SHORTEST_RUN) {
                parts.add(name.apply(values.get(i)) + " to " + name.apply(values.get(end)));
                i = end + 1;
            } else {
                parts.add(name.apply(values.get(i)));
                i++;
            }
        }
        return join(parts);
    }

    private static int endOfRun(List<Integer> values, int start) {
        int end = start;
        while (end + 1 < values.size() && values.get(end + 1) == values.get(end) + 1) {
            end++;
        }
        return end;
    }

    private static String join(List<String> parts) {
        int last = parts.size() - 1;
        return last < 1
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }
}
